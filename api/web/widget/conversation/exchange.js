// One question with its answer, as it stands in the conversation.
import { safeUrl } from "../browser.js";
import { h, hidden, iconButton } from "../dom.js";
import { folded, plural } from "../words.js";
import { asList, asTable, paragraphs, sourceList } from "./layout.js";

/** A question with its answer: what is shown of it. */
export class Exchange {
  constructor(chat, text) {
    this.chat = chat;
    this.text = text;
    this.shown = [];
    this.nodes = [];
    this.quotes = new Map();
    this.question = h("div", { class: "you", tabindex: "-1" }, hidden("You asked: "), text);
    this.body = h("div", { class: "said" });
    this.meant = h("p", { class: "meant", hidden: true });
    this.status = h("p", { class: "wait" });
    this.after = h("div", { class: "after" });
    this.node = h("li", { class: "turn" }, this.question, h("div", { class: "answer" }, this.meant, this.body, this.status, this.after));
  }

  waiting(words, more = Boolean(words)) {
    this.status.replaceChildren(...(more ? [h("span", { class: "dots", "aria-hidden": "true" }), words] : []));
  }

  /** How the question was understood, where that isn't how it was put. */
  understood(question = "") {
    this.meant.hidden = !question || folded(question) === folded(this.text);
    this.meant.textContent = this.meant.hidden ? "" : `For: ${question}`;
  }

  restart() {
    this.shown = [];
    this.nodes = [];
    this.body.replaceChildren();
    this.after.replaceChildren();
  }

  /** Adds a statement once; whether it was new. */
  statement({ index, text, citations = [], quotes = [] }) {
    for (const quote of quotes) this.quotes.set(quote.n, quote);
    if (this.shown[index] === text) return false;
    this.shown[index] = text;
    const at = text.length - (/\S{0,24}$/u.exec(text)?.[0].length ?? 0);
    // A chip begins no line.
    const end = h("span", { class: "end" }, text.slice(at), citations.map((n) => this.chip(n)));
    const node = h("p", { class: "statement" }, text.slice(0, at), end);
    node.from = this.quotes.get(citations[0])?.title;
    node.topic = this.quotes.get(citations[0])?.section.split(" › ")[0];
    this.nodes[index] ? this.nodes[index].replaceWith(node) : this.body.append(node);
    this.nodes[index] = node;
    this.nameGuides();
    return true;
  }

  /** Where statements come from several guides, each run of them stands under its guide's name. */
  nameGuides() {
    for (const old of this.body.querySelectorAll(".from")) old.remove();
    if (new Set(this.nodes.map((node) => node.from)).size < 2) return;
    this.nodes.forEach((node, index) => node.from && node.from !== this.nodes[index - 1]?.from && node.before(h("p", { class: "from" }, node.from)));
  }

  chip(n) {
    const { title = "", section = "" } = this.quotes.get(n) ?? {};
    const label = [`Source ${n}`, [title, section].filter(Boolean).join(" › ")].filter(Boolean).join(": ");
    // what covers others can be put away
    const quiet = (event) => event.key === "Escape" && chip.removeAttribute("data-from");
    const named = () => title && chip.setAttribute("data-from", title);
    const chip = h("button", { type: "button", class: "chip", "aria-haspopup": "dialog", "aria-label": label, click: () => this.chat.open(this, n, chip), keydown: quiet, focus: named, mouseenter: named }, String(n));
    return chip;
  }

  /** The whole answer, which is what counts, whatever was streamed before. */
  finish(answer, { latest = true } = {}) {
    this.answer = answer;
    this.waiting("");
    this.understood(["answered", "partial", "no_answer"].includes(answer.status) ? answer.standalone_question : "");
    for (const citation of answer.citations) this.quotes.set(citation.n, citation);
    const texts = answer.statements.map((statement) => statement.text);
    if (texts.length !== this.shown.length || texts.some((text, index) => text !== this.shown[index])) {
      this.restart();
      answer.statements.forEach((statement, index) => this.statement({ index, ...statement }));
    }
    if (answer.sides?.length > 1) asTable(this.body, this.nodes, answer.sides);
    else if (texts.length > 1 && /^- /m.test(answer.answer)) asList(this.nodes);
    const names = answer.citations.map((citation) => `**${citation.title}:**`);
    // The choices are buttons below: a question that ends by naming them all needn't.
    const whole = answer.choices?.length ? answer.answer.replace(/:[^:?]*\?$/, (end) => (answer.choices.every((choice) => end.includes(choice)) ? "?" : end)) : answer.answer;
    // "That stands in the CTO guide:" introduces what follows.
    const lead = texts.length ? (/^[^\n[]+:(?=\n\n)/.exec(whole)?.[0] ?? "") : "";
    if (lead) this.body.prepend(h("p", { class: "note" }, lead));
    const rest = texts.length ? leftOver(whole, [lead, ...names, ...texts]) : whole;
    this.body.append(...paragraphs(rest, texts.length ? "note" : "plain", (n) => (this.quotes.has(n) ? this.chip(n) : "")));
    if (answer.status === "partial" && !rest) this.body.append(h("p", { class: "note" }, "The guides cover only part of this."));
    if (answer.notice) this.body.append(h("p", { class: "note" }, answer.notice));
    this.after.replaceChildren(...[sourceList(this, answer.citations), this.tools()].filter(Boolean));
    if (latest) this.offers();
  }

  /** What to do next: choices, follow-ups, guides to read on. Only the latest answer has them. */
  offers() {
    const { chat, answer } = this;
    const row = (label, texts, kind) =>
      texts?.length > 0 && h("div", { class: `offer ${kind}`, role: "group", "aria-label": label }, kind !== "choices" && h("p", { class: "label" }, label), texts.map((text) => h("button", { type: "button", click: () => chat.send(text) }, text)));
    const links = (answer.related ?? []).map(({ title, url }) => [title, (chat.page && chat.guideUrl(title)) || safeUrl(url, chat.server.base)]).filter(([, url]) => url);
    this.offered = h(
      "div",
      { class: "offers" },
      row("Which one do you mean?", answer.choices, "choices"),
      row("You could go on with", answer.suggestions, "next"),
      links.length > 0 && h("p", { class: "related" }, h("span", { class: "label" }, "Related guides "), links.map(([title, url]) => h("a", { href: url, target: "_blank", rel: "noopener" }, title, hidden(" (opens in a new tab)")))),
    );
    this.after.append(this.offered);
  }

  tools() {
    if (this.answer.status === "chitchat" || this.answer.status === "clarify" || !this.answer.message_id) return "";
    const { chat } = this;
    const copy = iconButton("copy", "Copy the answer with its sources", () => chat.more(async ({ asText, copyText }) => this.said((await copyText(asText(this))) ? "Copied" : "Copying isn’t possible here")));
    const share = !this.answer.notice && iconButton("share", "Share this answer", () => chat.more((parts) => parts.share(this)), { "aria-haspopup": "dialog" });
    const thumb = (verdict, label) => iconButton(verdict, label, () => chat.more((parts) => parts.rate(this, verdict)), { "aria-pressed": String(this.feedback?.verdict === verdict) });
    this.thumbs = { up: thumb("up", "Helpful"), down: thumb("down", "Not helpful") };
    this.aside = h("span", { class: "aside" });
    this.reason = h("div");
    return h("div", { class: "tools" }, h("div", { class: "row" }, copy, share, this.thumbs.up, this.thumbs.down, this.aside), this.reason);
  }

  /** A word about what was just done with the answer, for a moment. */
  said(words) {
    this.aside.textContent = words;
    this.chat.say(words);
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (this.aside.textContent = ""), 4000);
  }

  /** Says what went wrong, and offers the one thing to do about it. */
  fail(failure, retry) {
    this.waiting("");
    this.failed = failure;
    const button = failure.again && h("button", { type: "button", class: "main", click: () => { clearInterval(this.clock); this.failed = null; this.after.replaceChildren(); retry(); } }, "Try again");
    const words = h("p", {}, failure.message);
    this.after.replaceChildren(h("div", { class: "failure" }, words, button));
    this.chat.say(`${failure.message}${failure.wait ? ` You can try again in ${plural(failure.wait, "second")}.` : ""}`);
    if (failure.wait) this.countDown(button, failure);
  }

  /** Another question is asked instead of trying this one again. */
  give() {
    if (!this.failed) return;
    clearInterval(this.clock);
    this.failed = null;
    this.after.replaceChildren(h("p", { class: "note" }, "This one wasn’t answered."));
  }

  countDown(button, { wait }) {
    const until = Date.now() + wait * 1000;
    const show = () => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      button.disabled = left > 0;
      button.textContent = left ? `Try again in ${left} s` : "Try again";
      if (!left) clearInterval(this.clock);
    };
    this.clock = setInterval(show, 250);
    show();
  }
}

/** What an answer's text says beyond its statements. */
function leftOver(text, statements) {
  const flat = (words) => words.split(/\s+/).join(" ");
  let rest = text;
  for (const statement of statements) rest = rest.replace(flat(statement), "").replace(statement, "");
  rest = rest.replace(/\[\d+\]/g, "").replace(/^[-*\s]+$/gm, "").replace(/[ \t]+/g, " ").trim();
  return /\p{L}/u.test(rest) ? rest : "";
}
