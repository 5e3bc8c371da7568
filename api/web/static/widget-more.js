// What the chat loads when it is first needed, handed what it shares with widget.js.
// Joined from modules by `make widget`: change those, not this file.

export default ({ Failure, day, h, hidden, iconButton, isSmall, layer, length, newKey, safeUrl }) => {
const ITEM = /^\s*(?:[-*•]|(\d{1,9})[.)])\s+/;
function excerpt(text, start, end, from, to) {
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
function listed(nodes, number) {
const tag = number ? "OL" : "UL";
if (nodes.at(-1)?.tagName !== tag) nodes.push(h(tag.toLowerCase(), { role: "list" }));
return nodes.at(-1);
}
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
class Source {
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
async function copyText(text) {
try {
await navigator.clipboard.writeText(text);
return true;
} catch {
const area = h("textarea", { readonly: true, "aria-hidden": "true", tabindex: "-1" });
area.value = text;
area.style.cssText = "position:fixed;top:0;opacity:0";
const focused = document.activeElement;
document.body.append(area);
area.select();
const copied = document.execCommand("copy");
area.remove();
focused?.focus?.();
return copied;
}
}
function asText({ text, answer, chat }) {
const { statements, citations } = answer;
const said = statements.length ? statements.map((one) => `${one.text} ${one.citations.map((n) => `[${n}]`).join("")}`).join("\n") : answer.answer;
const sources = citations.map((one) => `[${one.n}] ${[one.title, one.section].filter(Boolean).join(" › ")}: “${one.quote}” ${safeUrl(one.url, chat.server.base)}`);
return [text, said, sources.join("\n")].filter(Boolean).join("\n\n");
}
function dialog(chat, heading, ...content) {
const id = `rgc-${newKey()}`;
const node = h("dialog", { class: "confirm", "aria-labelledby": id }, h("h2", { id }, heading), ...content);
const from = chat.node.getRootNode().activeElement;
const closed = isSmall() ? layer(() => node.close()) : null;
node.addEventListener("close", () => {
node.remove();
closed?.();
from?.isConnected && !from.closest("[hidden]") ? from.focus() : chat.input.focus();
});
node.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
chat.node.append(node);
node.showModal();
return node;
}
async function remove(chat, id) {
try {
if (id) await chat.server.json(`v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE" });
} catch (failure) {
if (!(failure instanceof Failure) || !["gone", "missing"].includes(failure.kind)) throw failure;
}
chat.kept.drop(id);
if (id === chat.conversation) chat.fresh();
else chat.onchange?.();
chat.say("The conversation is deleted.");
}
const undeleted = (failure) => `It isn’t deleted yet. ${failure.message.replace(" Your question is kept.", "")}`;
function confirmDeletion(chat) {
const words = h("p", {}, "Your questions, the answers, your feedback and the links to them are removed from the server and from this browser. This can’t be undone.");
const act = h("button", { type: "button", class: "main danger" }, "Delete");
const keep = h("button", { type: "button", class: "quiet", autofocus: true, click: () => node.close() }, "Keep it");
const node = dialog(chat, "Delete this conversation?", words, h("div", { class: "row end" }, keep, act));
act.addEventListener("click", async () => {
act.disabled = true;
try {
await remove(chat, chat.conversation);
node.close();
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
act.disabled = false;
words.textContent = undeleted(failure);
words.setAttribute("role", "alert");
}
});
}
function showEarlier(chat) {
const list = h("ul", { class: "earlier", role: "list" });
const words = h("p", { class: "fine" }, "Only this browser knows of them.");
const close = h("button", { type: "button", class: "quiet", autofocus: true, click: () => node.close() }, "Close");
const node = dialog(chat, "Your conversations", words, list, h("div", { class: "row end" }, close));
const draw = () => {
list.replaceChildren(...chat.kept.all.map((one) => entry(one)));
if (!list.children.length) words.textContent = "There are none.";
};
const entry = (one) => {
const title = one.title || "A conversation";
const here = one.id === chat.conversation && chat.started;
const open = h("button", { type: "button", class: "open", "aria-current": here && "true", click: () => { node.close(); if (!here) chat.reopen(one); } }, h("span", { class: "title" }, title), h("span", { class: "fine" }, [chat.titleOf(one.guide), day(one.when), here && "open now"].filter(Boolean).join(" · ")));
const bin = iconButton("bin", `Delete: ${title}`, async () => {
bin.disabled = true;
try {
await remove(chat, one.id);
draw();
(list.querySelector(".open") ?? close).focus();
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
bin.disabled = false;
words.textContent = undeleted(failure);
words.setAttribute("role", "alert");
}
});
return h("li", {}, open, bin);
};
draw();
}
const REASONS = [
["wrong", "It’s wrong"],
["incomplete", "Something is missing"],
["not_in_source", "The source doesn’t say this"],
["unclear", "It’s hard to follow"],
["other", "Something else"],
];
async function rate(exchange, verdict, reason, comment) {
const { conversation_id, message_id } = exchange.answer;
const body = { conversation_id, message_id, verdict, ...(reason && { reason }), ...(comment && { comment }) };
for (const [name, button] of Object.entries(exchange.thumbs)) button.setAttribute("aria-pressed", String(name === verdict));
exchange.feedback = body;
if (verdict === "up") exchange.reason.replaceChildren();
else if (!reason && !comment) askReason(exchange);
try {
await exchange.chat.server.json("v1/feedback", { method: "POST", body });
exchange.said(verdict === "up" || reason || comment ? "Thank you" : "Noted");
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
for (const button of Object.values(exchange.thumbs)) button.setAttribute("aria-pressed", "false");
exchange.said("That wasn’t stored; try again in a moment");
}
}
function askReason(exchange) {
const name = `reason-${newKey()}`;
const comment = h("textarea", { rows: "2", maxlength: "1000", "aria-label": "More about it (optional)", placeholder: "More about it (optional)" });
const form = h(
"form",
{
class: "reason",
submit: (event) => {
event.preventDefault();
rate(exchange, "down", new FormData(form).get(name) || "other", comment.value.trim());
exchange.reason.replaceChildren();
exchange.thumbs.down.focus();
},
},
h("fieldset", {}, h("legend", {}, "What was wrong with it?"), REASONS.map(([value, label]) => h("label", {}, h("input", { type: "radio", name, value }), label))),
comment,
h("div", { class: "row" }, h("button", { class: "main" }, "Send"), h("button", { type: "button", class: "quiet", click: () => { exchange.reason.replaceChildren(); exchange.thumbs.down.focus(); } }, "Skip")),
);
exchange.reason.replaceChildren(form);
form.querySelector("input").focus();
exchange.chat.follow();
}
function share(exchange) {
const { chat } = exchange;
const { conversation_id, message_id } = exchange.answer;
const shares = `v1/conversations/${encodeURIComponent(conversation_id)}/shares`;
const words = h("p", {});
const field = h("input", { readonly: true, class: "link", "aria-label": "Link to this answer" });
const act = h("button", { type: "button", class: "main" });
const stop = h("button", { type: "button", class: "quiet" }, "Stop sharing");
const close = h("button", { type: "button", class: "quiet", autofocus: true, click: () => node.close() }, "Close");
const draw = (said = "") => {
const { shared } = exchange;
words.textContent = said || (shared ? "Whoever has this link can read the question, its answer and its sources." : "Whoever has the link can read this question, its answer and its sources, and nothing else of your conversation. You can take the link back.");
field.hidden = stop.hidden = !shared;
field.value = shared ? chat.server.url(`a/${shared}`) : "";
act.textContent = shared ? "Copy the link" : "Make a link";
if (said) words.setAttribute("role", "status");
};
const attempt = async (work) => {
act.disabled = stop.disabled = true;
try {
draw(await work());
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
draw(failure.kind === "gone" ? "This answer isn’t stored any more." : `That didn’t work. ${failure.message.replace(" Your question is kept.", "")}`);
}
act.disabled = stop.disabled = false;
act.focus(); // a button that can't be pressed for a while loses it
};
act.addEventListener("click", () => attempt(async () => {
if (exchange.shared) return (await copyText(field.value)) ? "The link is copied." : "Copying isn’t possible here; take the link from the field.";
exchange.shared = (await chat.server.json(shares, { method: "POST", body: { message_id } })).token;
return "";
}));
stop.addEventListener("click", () => attempt(async () => {
await chat.server.json(`${shares}/${encodeURIComponent(exchange.shared)}`, { method: "DELETE" });
exchange.shared = "";
return "The link doesn’t work any more.";
}));
const node = dialog(chat, "Share this answer", words, field, h("div", { class: "row end" }, close, stop, act));
draw();
}
return { Source, asText, confirmDeletion, copyText, dialog, excerpt, rate, remove, share, showEarlier, undeleted };
};
