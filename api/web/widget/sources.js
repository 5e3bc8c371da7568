// The source of a statement: its guide's text, with the quote marked where it stands.
import { isSmall, safeUrl } from "./browser.js";
import { h, hidden, iconButton } from "./dom.js";
import { layer } from "./layers.js";
import { Failure } from "./transport.js";
import { day, length } from "./words.js";

const ITEM = /^\s*(?:[-*•]|(\d{1,9})[.)])\s+/;

/** The guide's text around [start, end), both in code points, as nodes with the quote marked. */
export function excerpt(text, start, end, from, to) {
  const points = [...text];
  const marked = (a, b) => {
    const [s, e] = [Math.max(a, start), Math.min(b, end)];
    const cut = (x, y) => points.slice(x, y).join("");
    return s < e ? [cut(a, s), h("mark", {}, cut(s, e)), cut(e, b)] : [cut(a, b)];
  };
  const nodes = [];
  let table = null;
  for (let a = from; a < to; ) {
    let b = points.indexOf("\n", a);
    if (b < 0 || b > to) b = to;
    const line = points.slice(a, b).join("");
    if (line.includes(" | ")) {
      if (!table) nodes.push(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table" }, (table = h("table"))));
      let at = a;
      const tag = table.rows.length ? "td" : "th";
      table.append(h("tr", {}, line.split(" | ").map((cell) => { const first = at; at += length(cell) + 3; return h(tag, {}, marked(first, first + length(cell))); })));
    } else {
      table = null;
      const item = ITEM.exec(line);
      if (item) listed(nodes, item[1]).append(h("li", { value: item[1] }, marked(a + length(item[0]), b)));
      else if (line.trim()) nodes.push(h("p", {}, marked(a, b)));
    }
    a = b + 1;
  }
  return nodes;
}

/** The list that an item goes on with, or a new one; `number` is the item's, where it has one. */
function listed(nodes, number) {
  const tag = number ? "OL" : "UL";
  if (nodes.at(-1)?.tagName !== tag) nodes.push(h(tag.toLowerCase(), { role: "list" }));
  return nodes.at(-1);
}

/** The section around a citation, without its heading; null where the guide doesn't hold the quote any more. */
function place(guide, citation) {
  const points = [...guide.text];
  const { start, end, quote } = citation;
  if (points.slice(start, end).join("") !== quote) return null;
  const section = guide.sections.findLast((one) => one.start <= start && end <= one.end);
  let from = section?.start ?? 0;
  if (section?.heading && points.slice(from, from + length(section.heading)).join("") === section.heading && from + length(section.heading) <= start) from += length(section.heading);
  const to = section?.end ?? points.length;
  const near = (at, edge, step) => { // at most some 900 characters each way, and whole lines
    let here = at;
    while (here !== edge && (Math.abs(here - at) < 900 || points[here] !== "\n")) here += step;
    return here;
  };
  return { from: near(start, from, -1), to: near(end, to, 1) };
}

export class Source {
  constructor(chat) {
    this.chat = chat;
    this.heading = h("h2", { tabindex: "-1", id: "rgc-source" });
    this.body = h("div", { class: "paper", tabindex: "0", role: "region", "aria-label": "The guide’s text" });
    this.links = h("div", { class: "links" });
    this.where = h("p", { class: "where" });
    this.back = iconButton("left", "Previous source", () => this.step(-1));
    this.forth = iconButton("right", "Next source", () => this.step(1));
    this.node = h(
      "dialog",
      { class: "source", "aria-labelledby": "rgc-source", close: () => this.closed(), cancel: (event) => { event.preventDefault(); this.close(); }, click: (event) => event.target === this.node && this.close() },
      h("div", { class: "inner" }, h("div", { class: "bar" }, this.heading, this.back, this.forth, iconButton("close", "Close the source", () => this.close())), this.where, this.body, this.links),
    );
  }

  async open(exchange, n, from) {
    this.from = from ?? this.from;
    Object.assign(this, { exchange, n });
    for (const chip of this.chat.node.querySelectorAll(".chip[aria-current]")) chip.removeAttribute("aria-current");
    from?.setAttribute("aria-current", "true");
    const citation = exchange.quotes.get(n);
    if (!citation) return;
    const numbers = [...exchange.quotes.keys()].sort((a, b) => a - b);
    this.back.hidden = this.forth.hidden = numbers.length < 2;
    this.back.disabled = n === numbers[0];
    this.forth.disabled = n === numbers.at(-1);
    this.heading.replaceChildren(hidden(`Source ${n}: `), h("span", { class: "n", "aria-hidden": "true" }, String(n)), citation.title);
    this.where.replaceChildren(citation.section && h("span", { class: "path" }, citation.section));
    const page = safeUrl(citation.page ? this.chat.server.url(citation.page) : "");
    const site = safeUrl(citation.url, this.chat.server.base);
    const link = (href, words) => href && h("a", { href, target: "_blank", rel: "noopener" }, words, hidden(" (opens in a new tab)"));
    this.links.replaceChildren(...[link(page, "Open in the guide"), link(site, page && site ? `On ${new URL(site).host}` : "Open in the guide")].filter(Boolean));
    this.body.replaceChildren(h("blockquote", {}, h("mark", {}, citation.quote)));
    this.show();
    try {
      const guide = await this.chat.server.guide(citation.guide);
      if (this.n !== n || this.exchange !== exchange) return;
      const found = place(guide, citation);
      if (found) this.body.replaceChildren(...excerpt(guide.text, citation.start, citation.end, found.from, found.to));
      else this.body.prepend(h("p", { class: "note" }, "The guide has changed since this answer. This is the sentence as it stood then."));
      if (guide.updated) this.where.append(h("span", { class: "updated" }, `Updated ${day(guide.updated)}`));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      this.body.append(h("p", { class: "note" }, "The text around it can’t be loaded at the moment."));
    }
    const mark = this.body.querySelector("mark");
    if (mark) this.body.scrollTop += mark.getBoundingClientRect().top - this.body.getBoundingClientRect().top - 70;
  }

  step(by) {
    const numbers = [...this.exchange.quotes.keys()].sort((a, b) => a - b);
    const n = numbers[numbers.indexOf(this.n) + by];
    if (n === undefined) return;
    const chips = [...this.exchange.body.querySelectorAll(".chip")];
    this.open(this.exchange, n, chips.find((chip) => chip.textContent === String(n)));
  }

  show() {
    const modal = this.chat.modal();
    if (!this.node.open) {
      if (modal) this.node.showModal();
      else this.node.show();
      this.left = modal || isSmall() ? layer(() => this.close()) : null;
      this.chat.sourceShown(true);
    }
    this.heading.focus({ preventScroll: true });
  }

  close() {
    if (!this.node.open) return;
    this.node.close();
    this.closed();
  }

  closed() {
    if (!this.from || this.node.open) return;
    this.chat.sourceShown(false);
    this.left?.();
    this.from.removeAttribute("aria-current");
    (this.from.isConnected ? this.from : this.chat.input).focus();
    this.from = null;
  }
}
