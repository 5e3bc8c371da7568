// How what an answer says is laid out: as a list, side by side, with its sources below.
import { safeUrl } from "../browser.js";
import { h, hidden } from "../dom.js";

/** Statements that follow each other become the items of a list, for the eye and for a screen reader. */
export function asList(nodes) {
  nodes.forEach((node, index) => {
    if (node.tagName === "LI") return;
    const before = node.previousElementSibling;
    // Safari needs the role
    const list = before?.tagName === "UL" ? before : h("ul", { class: "items", role: "list" });
    if (list !== before) node.before(list);
    const item = h("li", { class: "statement" }, ...node.childNodes);
    list.append(item);
    node.remove();
    nodes[index] = item;
  });
}

/** Statements about several roles stand side by side: a column a guide, a row a topic where all speak of the same. */
export function asTable(body, nodes, titles) {
  const told = nodes.filter((node) => titles.includes(node.from));
  if (new Set(told.map((node) => node.from)).size < 2) return;
  const topics = [...new Set(told.map((node) => node.topic))];
  const whole = topics.length > 1 && topics.every((topic) => topic && titles.every((title) => told.some((node) => node.topic === topic && node.from === title)));
  const rows = whole ? topics : [""];
  const cell = (topic, title) => {
    const found = told.filter((node) => node.from === title && (!topic || node.topic === topic));
    return h("td", {}, found.length ? found : h("p", { class: "note" }, "Not said"));
  };
  for (const name of body.querySelectorAll(".from")) name.remove();
  const head = h("tr", {}, whole && h("td", {}), titles.map((title) => h("th", { scope: "col" }, title)));
  const lines = rows.map((topic) => h("tr", {}, whole && h("th", { scope: "row" }, topic), titles.map((title) => cell(topic, title))));
  const table = h("table", { class: "sides" }, h("caption", { class: "sr" }, `Side by side: ${titles.join(", ")}`), h("thead", {}, head), h("tbody", {}, lines));
  body.append(h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Comparison" }, table));
}

/** Where it all stands: each guide's section once, with the numbers of the quotes that are from there. */
export function sourceList(exchange, citations) {
  const places = new Map();
  for (const one of citations) {
    const name = [one.title, one.section].filter(Boolean).join(" › ");
    places.set(name, [...(places.get(name) ?? []), one]);
  }
  if (!places.size) return "";
  const { base } = exchange.chat.server;
  const said = new Set(exchange.answer.statements.map((one) => one.text));
  const lines = [...places].map(([name, found]) => {
    const href = safeUrl(found[0].page ? exchange.chat.server.url(found[0].page) : found[0].url, base);
    const where = href ? h("a", { href, "data-address": safeUrl(found[0].url, base).split("#")[0], target: "_blank", rel: "noopener" }, name, hidden(" (opens in a new tab)")) : name;
    const quotes = found.filter((one) => !said.has(one.quote)).map((one) => h("q", { class: "on-paper" }, one.quote));
    return h("li", {}, h("span", { class: "numbers" }, found.map((one) => h("span", { class: "number" }, String(one.n)))), h("span", { class: "place" }, where, quotes));
  });
  return h("div", { class: "sources" }, h("p", { class: "label" }, lines.length > 1 ? "Sources" : "Source"), h("ol", { role: "list" }, lines));
}

/** Plain text as paragraphs and lists; of Markdown only lists, bold marks and numbers of sources are understood. */
export function paragraphs(text, kind, chip) {
  const found = [];
  const end = (part) => h("span", { class: "end" }, part.replace(/\s*\[\d+\]/g, ""), part.match(/(?<=\[)\d+(?=\])/g).map((n) => chip(Number(n))));
  // a chip begins no line
  const marked = (line) => line.split(/(\S{0,24}(?:\s*\[\d+\])+)/).map((part, index) => (index % 2 ? end(part) : part));
  for (const line of text.split("\n").map((one) => one.trim().replace(/\*\*(.+?)\*\*/g, "$1")).filter(Boolean)) {
    const item = /^[-*•] +(.*)$/.exec(line);
    if (!item) found.push(h("p", { class: kind }, marked(line)));
    else if (found.at(-1)?.tagName === "UL") found.at(-1).append(h("li", {}, marked(item[1])));
    else found.push(h("ul", { class: kind, role: "list" }, h("li", {}, marked(item[1]))));
  }
  return found;
}
