// What stands there before the first question: what this is, what is in its way, and questions to start with.
import { h } from "../dom.js";
import { aRole, length } from "../words.js";

const STARTERS = 4;

/** The welcome's parts. `about`: the one guide that is asked, if it is one. */
export function welcome(chat, about, questions) {
  const { trouble } = chat;
  return [
    h(chat.page ? "h1" : "h3", {}, about ? `What would you like to know about the role of ${about.role || about.title}?` : chat.title),
    h("p", { class: "lede" }, "Answers are sentences from the guides, word for word. Press a number to read one where it stands."),
    chat.unknown && h("p", { class: "note" }, `There is no guide called “${chat.wanted}” here, so all of them are asked.`),
    trouble && h("div", { class: "failure" }, h("p", {}, trouble.message.replace(" Your question is kept.", "")), trouble.again && h("button", { type: "button", class: "main", click: () => { chat.input.focus(); chat.start(); } }, "Try again")),
    questions.length > 0 && h("div", { class: "offer starters", role: "group", "aria-label": "Questions to start with" }, questions.map((text) => h("button", { type: "button", click: () => chat.send(text) }, text))),
  ].filter(Boolean);
}

/** Questions that the guides put themselves, or that one of their sections answers. */
export async function starters(server, slugs) {
  const step = Math.max(1, slugs.length / STARTERS);
  const some = Array.from({ length: Math.min(STARTERS, slugs.length) }, (_, index) => slugs[Math.floor(index * step)]);
  const guides = await Promise.all(some.map((slug) => server.guide(slug)));
  const lists = guides.map((guide) => {
    const topics = new Set(guide.sections.map((section) => section.topic));
    const role = guide.role || guide.title;
    const own = guide.sections.map((section) => section.heading).filter((heading) => heading.endsWith("?") && length(heading) <= 90);
    const made = [
      topics.has("work") && `What does ${aRole(role)} do?`,
      topics.has("flags") && `What are the red flags in ${aRole(role)} role?`,
      topics.has("pay") && `What does ${aRole(role)} earn?`,
      topics.has("hiring") && `How does the hiring process for ${aRole(role)} work?`,
    ].filter(Boolean);
    return [...made.slice(0, 2), ...own.slice(own.length > 3 ? 2 : 0), ...made.slice(2)];
  });
  if (lists.length === 1) return lists[0].slice(0, STARTERS);
  const mixed = lists.map((list, index) => list[index % Math.max(1, list.length)]).filter(Boolean);
  return [...new Set(mixed)].slice(0, STARTERS);
}
