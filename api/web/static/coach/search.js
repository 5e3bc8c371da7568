// Results while typing, and every link of the page without loading it anew: the same pages, of which the parts with
// `data-live` are swapped. The address always says what is shown, so it can be kept, sent and gone back to.
const PAUSE_MS = 160;
const input = document.getElementById("q");
const form = input.form;
let asked = null; // what is being fetched; a later question ends it
let typing = 0;

history.scrollRestoration = "manual";
// On a narrow screen the facets would stand before what was found.
if (matchMedia("(max-width: 56em)").matches) document.getElementById("facets").open = false;

// How the page is left, beside its address: where one is, which scores are open, what has the focus.
const left = () => ({
  scroll: scrollY,
  wide: document.getElementById("facets").open,
  open: [...document.querySelectorAll(".why[open]")].map((why) => why.closest(".hit").id),
  focus: document.activeElement?.id ?? "",
});

function find({ wide, open = [], focus } = {}) {
  if (wide !== undefined) document.getElementById("facets").open = wide;
  for (const id of open) document.getElementById(id)?.querySelector(".why")?.setAttribute("open", "");
  if (focus && focus !== input.id) document.getElementById(focus)?.focus({ preventScroll: true });
}

function swap(page) {
  const { wide, open, focus } = left();
  for (const fresh of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(fresh.id);
    // A live region must stay the same node, or nothing is said.
    if (old.getAttribute("role") === "status") old.replaceChildren(...fresh.childNodes);
    else old.replaceWith(fresh);
  }
  document.title = page.title;
  find({ wide, open, focus });
}

// Shows `address`; `how` is "push" for a step to come back from, "replace" for the same step, "none" when going back.
async function show(address, how, scroll) {
  asked?.abort();
  asked = new AbortController();
  const results = document.querySelector(".results");
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
    if (response.redirected || !response.ok) throw new Error(String(response.status));
    swap(new DOMParser().parseFromString(await response.text(), "text/html"));
  } catch (error) {
    if (error.name === "AbortError") return;
    location.assign(address); // signed out, or the server is gone: its own page says which
    return;
  }
  results.removeAttribute("aria-busy");
  const made = document.getElementById("found").dataset.address;
  if (how === "push") history.pushState({ scroll: 0 }, "", made);
  else history.replaceState({ ...history.state, scroll: scroll ?? scrollY }, "", made);
  if (how === "none") find(history.state);
  if (scroll !== undefined) scrollTo(0, scroll);
}

const typed = () => `${form.action}?${new URLSearchParams(new FormData(form))}`;

input.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => show(typed(), "replace", 0), PAUSE_MS);
});
input.addEventListener("keydown", (event) => {
  if (event.key === "/" && !input.value) event.preventDefault(); // the key that leads here, pressed while one is here
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  show(typed(), "replace", 0);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  const address = new URL(link.href);
  if (address.origin !== location.origin || address.pathname !== location.pathname || !link.closest("[data-live]")) return;
  event.preventDefault();
  const stays = link.matches(".around, .facets a, .sorts a"); // the eye is on it
  remember();
  address.hash = "";
  show(address, "push", stays ? scrollY : 0);
});

let remembering = 0;
const remember = () => history.replaceState({ ...history.state, ...left() }, "");
addEventListener("scroll", () => {
  clearTimeout(remembering);
  remembering = setTimeout(remember, 100);
}, { passive: true });
addEventListener("pagehide", remember);
addEventListener("popstate", (event) => {
  clearTimeout(remembering);
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  show(location.href, "none", event.state?.scroll ?? 0);
});
if (history.state) {
  find(history.state);
  scrollTo(0, history.state.scroll ?? 0);
}

const links = () => [...document.querySelectorAll(".hit .open")];
const hitOf = (node) => node?.closest?.(".hit");

function step(from, by) {
  const all = links();
  const at = hitOf(from) ? all.indexOf(hitOf(from).querySelector(".open")) : -1;
  if (at + by < 0) input.focus();
  else all[Math.min(at + by, all.length - 1)]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const here = document.activeElement;
  const writes = here.matches("input, textarea, select");
  const hit = hitOf(here);
  const keys = {
    "/": () => !writes && (input.focus(), input.select(), true),
    ArrowDown: () => (here === input || hit) && (step(here, 1), true),
    ArrowUp: () => hit && (step(here, -1), true),
    Escape: () => hit && (input.focus(), true),
    c: () => hit && (hit.querySelector(".around").click(), true),
    w: () => hit && (hit.querySelector(".why > summary")?.click(), true),
  };
  if (keys[event.key]?.()) event.preventDefault();
});
