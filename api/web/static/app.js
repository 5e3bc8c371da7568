// The page at /: the chat over the whole page, a guide chosen by ?guide=, and what can be done with the conversation.
import { Chat, css, h, icon, sheet } from "/widget.js";

document.adoptedStyleSheets = [sheet(css)];

const address = new URL(location.href);
const chat = new Chat(document.getElementById("main"), { page: true, guide: address.searchParams.get("guide") ?? "" });

const button = (name, label, click) => h("button", { type: "button", class: "tool", click }, icon(name), h("span", {}, label));
const actions = h(
  "div",
  { class: "actions", hidden: true, role: "group", "aria-label": "This conversation" },
  button("plus", "New conversation", () => chat.fresh()),
  button("bin", "Delete my conversation", () => chat.confirmDelete()),
);
document.querySelector(".top-in nav").after(actions);

chat.onchange = () => {
  actions.hidden = !chat.started;
};
chat.onchange();
chat.onguide = (slug) => {
  if (slug) address.searchParams.set("guide", slug);
  else address.searchParams.delete("guide");
  history.replaceState(null, "", address);
};
