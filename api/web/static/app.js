// The page at /: the chat over the whole page, a guide chosen by ?guide=, a question asked by ?q=, and what can be done
// with the conversations.
import { Chat, css, h, icon, sheet } from "./widget.js";

document.adoptedStyleSheets = [sheet(css)];

// A reload leaves the entries of layers that were open on the history, with nothing behind them any more.
if (history.state?.layer) history.go(-history.state.layer);

const KEPT = "role-guide-chat:page:address"; // the question in the address that was asked in this tab already
const address = new URL(location.href);
const question = (address.searchParams.get("q") ?? "").trim();

/** What the browser keeps for this tab, where it may. */
const tab = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
};
const asks = question !== "" && tab((kept) => kept.getItem(KEPT)) !== question;

const title = document.title;

function show(text) {
  document.title = text ? `${text} · Role Guides` : title;
  if (text) address.searchParams.set("q", text);
  else address.searchParams.delete("q");
  tab((kept) => kept.setItem(KEPT, text));
  history.replaceState(history.state, "", address);
}

// A layer that closes goes back to its page's entry, which has the address from before it was opened.
addEventListener("popstate", () => history.replaceState(history.state, "", address));

const chat = new Chat(document.getElementById("main"), {
  base: new URL("/", location.href).href,
  page: true,
  guide: address.searchParams.get("guide") ?? "",
  fresh: asks,
});

const button = (name, label, click, more) => h("button", { type: "button", class: "tool", click, ...more }, icon(name), h("span", {}, label));
const earlier = button("list", "Your conversations", () => chat.earlier(), { "aria-haspopup": "dialog" });
const begun = [button("plus", "New conversation", () => chat.fresh()), button("bin", "Delete my conversation", () => chat.confirmDelete())];
const actions = h("div", { class: "actions", role: "group", "aria-label": "Conversations" }, earlier, ...begun);
document.querySelector(".top-in nav").after(actions);

chat.onchange = () => {
  for (const one of begun) one.hidden = !chat.started;
  earlier.hidden = !chat.kept.all.length;
  actions.hidden = earlier.hidden && !chat.started;
};
chat.onchange();
chat.onfresh = () => show("");
chat.onanswered = ({ status, standalone_question: asked }) => show(["answered", "partial", "no_answer"].includes(status) && asked.length <= 300 ? asked : "");
chat.onguide = (slug) => {
  if (slug) address.searchParams.set("guide", slug);
  else address.searchParams.delete("guide");
  history.replaceState(history.state, "", address);
};
if (asks) {
  await chat.ready;
  chat.send(question.slice(0, 4000));
}
