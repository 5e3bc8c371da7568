// A file that is picked fills the form; nothing is sent before the form is. Results are where the reader goes on.
const picked = document.querySelector(".picked");
picked.hidden = false;
picked.querySelector("input").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  document.getElementById("name").value = file.name;
  document.getElementById("text").value = await file.text();
});
for (const form of document.querySelectorAll(".ways form")) {
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.formAction.endsWith("/file")) return; // a download, after which the page stays
    const button = form.querySelector("button");
    button.textContent = "Looking…";
    button.setAttribute("aria-disabled", "true");
  });
}
document.getElementById("result")?.focus();
if (new URLSearchParams(location.search).has("gap")) {
  const text = document.getElementById("text"); // the entry that is proposed stands at its end, a guide's comment within
  const at = text.value.lastIndexOf("<!-- To answer here:");
  const start = at < 0 ? text.value.length : at;
  text.focus();
  text.setSelectionRange(start, at < 0 ? start : text.value.indexOf("-->", at) + 3);
  text.scrollTop = (text.scrollHeight * start) / text.value.length - text.clientHeight / 3;
}

// What becomes of citations is there at once; asking again goes on meanwhile, and the form is there where it fails.
const again = document.getElementById("again");
if (again) {
  const told = again.querySelector("[role=status]");
  again.querySelector("button").hidden = true;
  told.textContent = "Asking the nearest questions again…";
  const sent = await fetch(again.action, { method: "POST", body: new URLSearchParams(new FormData(again)) }).catch(() => null);
  const found = sent?.ok ? new DOMParser().parseFromString(await sent.text(), "text/html").getElementById("found") : null;
  if (found) {
    const here = document.getElementById("found").contains(document.activeElement);
    document.getElementById("found").replaceWith(found);
    if (here) document.getElementById("result").focus();
  } else {
    told.textContent = "The questions could not be asked again.";
    again.querySelector("button").hidden = false;
  }
}
