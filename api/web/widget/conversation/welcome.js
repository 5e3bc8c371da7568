// What stands there before the first question: what this is, what is in its way, and questions to start with.
import { h } from "../dom.js";

const STARTERS = 4;

/** The welcome's parts. `about`: the one guide that is asked, if it is one. */
export function welcome(chat, about, questions) {
  const { trouble } = chat;
  return [
    h(chat.page ? "h1" : "h3", {}, about ? `What would you like to know about the role of ${about.role || about.title}?` : chat.title),
    h("p", { class: "lede" }, "Answers are sentences from the guides, word for word. Press a number to read one where it stands."),
    chat.unknown && h("p", { class: "note" }, chat.unknown),
    trouble && h("div", { class: "failure" }, h("p", {}, trouble.message.replace(" Your question is kept.", "")), trouble.again && h("button", { type: "button", class: "main", click: () => { chat.input.focus(); chat.start(); } }, "Try again")),
    questions.length > 0 && h("div", { class: "offer starters", role: "group", "aria-label": "Questions to start with" }, questions.map((text) => h("button", { type: "button", click: () => chat.send(text) }, text))),
  ].filter(Boolean);
}

/** Questions to start with: all of one guide's, or one of each of some guides. */
export function starters(guides) {
  const lists = guides.map((guide) => guide.questions ?? []).filter((list) => list.length);
  if (lists.length === 1) return lists[0].slice(0, STARTERS);
  const step = Math.max(1, lists.length / STARTERS);
  const some = Array.from({ length: Math.min(STARTERS, lists.length) }, (_, index) => lists[Math.floor(index * step)]);
  return [...new Set(some.map((list, index) => list[index % list.length]))];
}
