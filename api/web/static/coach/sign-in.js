// Who comes from a link in a mail is signed in already, but the browser doesn't send a strict cookie from there; from
// this page it does.
const next = document.querySelector("input[name=next]").value;
if (!document.querySelector(".wrong")) {
  const known = await fetch("/coach/sign-in?next=/coach", { redirect: "manual" }).catch(() => null);
  if (known?.type === "opaqueredirect") location.replace(next);
}
