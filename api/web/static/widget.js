// The chat: <role-guide-chat>, without dependencies, and the parts that the page at / is built from.
// Joined from modules by `make widget`: change those, not this file.
const ICONS = {
chat: "M4 4h16v12h-8l-5 4v-4H4z",
close: "M6 6l12 12M18 6L6 18",
send: "M12 19V5M6 11l6-6 6 6",
copy: "M9 9h11v11H9zM15 9V4H4v11h5",
up: "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.6 1 2.4 2.6L13 9h5.5c1.2 0 2 1 1.8 2.1l-1.3 7c-.2 1.1-1 1.9-2.1 1.9H7",
down: "M17 13V4h3v9zM17 13l-4 8c-1.7 0-2.6-1-2.4-2.6L11 15H5.5c-1.2 0-2-1-1.8-2.1l1.3-7C5.2 4.8 6 4 7.1 4H17",
plus: "M12 5v14M5 12h14",
share: "M12 15V4M8 8l4-4 4 4M5 13v7h14v-7",
list: "M4 6h16M4 12h16M4 18h10",
bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
left: "M15 5l-7 7 7 7",
right: "M9 5l7 7-7 7",
};
function h(tag, props, ...children) {
const node = document.createElement(tag);
for (const [name, value] of Object.entries(props ?? {})) {
if (value == null || value === false) continue;
if (typeof value === "function") node.addEventListener(name, value);
else node.setAttribute(name, value === true ? "" : value);
}
node.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
return node;
}
function icon(name) {
const space = "http://www.w3.org/2000/svg";
const svg = document.createElementNS(space, "svg");
const path = document.createElementNS(space, "path");
for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "i"]]) svg.setAttribute(key, value);
path.setAttribute("d", ICONS[name]);
svg.append(path);
return svg;
}
const iconButton = (name, label, click, more) =>
h("button", { type: "button", class: "icon", "aria-label": label, title: label, click, ...more }, icon(name));
const hidden = (...words) => h("span", { class: "sr" }, ...words);
const HERE = new URL("./", import.meta.url).href;
function safeUrl(address, base = HERE) {
try {
const url = new URL(address, base);
return address && /^https?:$/.test(url.protocol) ? url.href : "";
} catch {
return "";
}
}
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const isSmall = () => matchMedia("(max-width: 40em), (max-height: 30em)").matches;
const isTouched = () => matchMedia("(pointer: coarse)").matches;
const sameSite = (base) => new URL(base).origin === location.origin;
function shelf(storage, prefix) {
const attempt = (work) => {
try {
return work(window[storage]);
} catch {
return null;
}
};
return {
get: (name) => attempt((store) => store.getItem(prefix + name)),
read: (name) => attempt((store) => JSON.parse(store.getItem(prefix + name))),
set: (name, value) => attempt((store) => (value ? store.setItem(prefix + name, value) : store.removeItem(prefix + name))),
};
}
const length = (text) => [...text].length;
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const folded = (text) => text.toLowerCase().replace(/\s+/g, " ").replace(/^[\s"“]+|[\s"”?.!]+$/g, "");
function day(text) {
if (typeof text === "string" && !/^\d{4}-\d\d-\d\d$/.test(text)) return text;
const date = new Date(text);
const form = { day: "numeric", month: "long", year: "numeric", ...(typeof text === "string" && { timeZone: "UTC" }) };
return Number.isNaN(date.getTime()) ? text : date.toLocaleDateString("en-GB", form);
}
const LIMIT = 4000;
class Failure extends Error {
constructor(kind, message, { again = true, wait = 0 } = {}) {
super(message);
Object.assign(this, { kind, again, wait });
}
}
async function* events(response, heard) {
const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
let buffer = "";
let event = { id: "", type: "", data: [] };
let last = false;
try {
for (;;) {
const { value, done } = await reader.read();
if (done) return;
heard();
buffer += value;
const lines = buffer.split(/\r\n|\n|\r(?!$)/);
buffer = lines.pop();
for (const line of lines) {
const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line);
if (line === "") {
last = event.type === "done" || event.type === "error";
if (event.data.length) yield { id: event.id, type: event.type, data: JSON.parse(event.data.join("\n")) };
event = { id: "", type: "", data: [] };
} else if (field === "id") event.id = text;
else if (field === "event") event.type = text;
else if (field === "data") event.data.push(text);
}
}
} finally {
if (last) rest(reader);
else reader.cancel().catch(() => {});
}
}
async function rest(reader) {
const timer = setTimeout(() => reader.cancel().catch(() => {}), 5000);
try {
while (!(await reader.read()).done);
} catch {
}
clearTimeout(timer);
}
class Server {
constructor(base) {
this.base = base;
this.texts = new Map();
}
url(path) {
return new URL(path.replace(/^\//, ""), this.base).href;
}
async fetch(path, { method = "GET", body, headers = {}, signal } = {}) {
let response;
try {
response = await fetch(this.url(path), {
method,
signal,
headers: body ? { "Content-Type": "application/json", ...headers } : headers,
body: body && JSON.stringify(body),
credentials: "omit",
referrerPolicy: "strict-origin-when-cross-origin",
});
} catch (error) {
throw await this.unreachable(error);
}
this.known = true;
if (response.ok) return response;
throw problem(response.status, await response.json().catch(() => ({})), response.headers.get("Retry-After"));
}
async unreachable(error) {
if (error.name === "AbortError") return error;
if (!navigator.onLine) return new Failure("offline", "You’re offline. Your question is kept: it goes out when you’re connected again.");
if (!this.known && !sameSite(this.base)) {
try {
await fetch(this.url("healthz"), { mode: "no-cors", credentials: "omit", cache: "no-store" });
return refused(`${location.origin} is not among the sites that may use this assistant.`);
} catch {
}
}
return new Failure("cut", "The assistant can’t be reached at the moment. Your question is kept.");
}
async json(path, options) {
const response = await this.fetch(path, options);
return response.status === 204 ? null : response.json();
}
guides() {
this.listed ??= this.json("v1/guides").then((found) => found.guides);
this.listed.catch(() => (this.listed = null));
return this.listed;
}
guide(slug) {
if (!this.texts.has(slug)) {
const text = this.json(`v1/guides/${encodeURIComponent(slug)}`);
text.catch(() => this.texts.delete(slug));
this.texts.set(slug, text);
}
return this.texts.get(slug);
}
}
const refused = (detail) =>
new Failure("refused", `This site can’t use the assistant: ${detail} Its operator can add the site to GUIDES_ALLOWED_ORIGINS.`, { again: false });
function problem(status, document, retryAfter) {
const detail = typeof document.detail === "string" ? document.detail : "";
if (status === 429) return new Failure("limited", "That was a lot of questions in a short time.", { wait: Math.min(Number(retryAfter) || 30, 3600) });
if (status === 403) return /origin/i.test(detail) ? refused(detail) : new Failure("refused", `The assistant refused this: ${detail}`, { again: false });
if (status === 404 && document.field === "conversation_id") return new Failure("gone", detail);
if (status === 404 && document.field === "message_id") return new Failure("gone", detail);
if (status === 404 || (status === 422 && document.field === "guides")) return new Failure("missing", "That guide isn’t here (any more). Choose another one.", { again: false });
if (status === 413 || /at most \d+ characters/.test(detail)) return new Failure("long", `That message is too long: ${LIMIT.toLocaleString("en")} characters is the limit. Shorten it and send it again.`, { again: false });
if (status === 400 || status === 422) return new Failure("invalid", `The assistant couldn’t take that message. ${detail}`, { again: false });
if (status === 503 || status === 502 || status === 504) return new Failure("cut", "The assistant isn’t ready at the moment. Your question is kept.");
return new Failure("broken", "Something went wrong on the assistant’s side. Your question is kept.");
}
let layers = [];
let leaving = 0;
let ours = 0;
function popped() {
if (ours) {
ours -= 1;
return;
}
const last = layers.pop();
if (!last) return;
last.gone = true;
last.close();
}
function layer(close) {
const made = { close, gone: false };
addEventListener("popstate", popped);
layers.push(made);
history.pushState({ ...history.state, layer: layers.length }, "");
return () => {
if (made.gone) return;
made.gone = true;
layers = layers.filter((one) => one !== made);
leaving += 1;
if (leaving > 1) return;
queueMicrotask(() => {
ours += 1;
history.go(-leaving);
leaving = 0;
});
};
}
let loading = null;
function loadMore() {
loading ??= import("./widget-more.js").then((made) => made.default({ day, Failure, h, hidden, iconButton, isSmall, layer, length, newKey, safeUrl }));
loading.catch(() => (loading = null));
return loading;
}
function asList(nodes) {
nodes.forEach((node, index) => {
if (node.tagName === "LI") return;
const before = node.previousElementSibling;
const list = before?.tagName === "UL" ? before : h("ul", { class: "items", role: "list" });
if (list !== before) node.before(list);
const item = h("li", { class: "statement" }, ...node.childNodes);
list.append(item);
node.remove();
nodes[index] = item;
});
}
function asTable(body, nodes, titles) {
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
function sourceList(exchange, citations) {
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
function paragraphs(text, kind, chip) {
const found = [];
const end = (part) => h("span", { class: "end" }, part.replace(/\s*\[\d+\]/g, ""), part.match(/(?<=\[)\d+(?=\])/g).map((n) => chip(Number(n))));
const marked = (line) => line.split(/(\S{0,24}(?:\s*\[\d+\])+)/).map((part, index) => (index % 2 ? end(part) : part));
for (const line of text.split("\n").map((one) => one.trim().replace(/\*\*(.+?)\*\*/g, "$1")).filter(Boolean)) {
const item = /^[-*•] +(.*)$/.exec(line);
if (!item) found.push(h("p", { class: kind }, marked(line)));
else if (found.at(-1)?.tagName === "UL") found.at(-1).append(h("li", {}, marked(item[1])));
else found.push(h("ul", { class: kind, role: "list" }, h("li", {}, marked(item[1]))));
}
return found;
}
class Exchange {
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
statement({ index, text, citations = [], quotes = [] }) {
for (const quote of quotes) this.quotes.set(quote.n, quote);
if (this.shown[index] === text) return false;
this.shown[index] = text;
const at = text.length - (/\S{0,24}$/u.exec(text)?.[0].length ?? 0);
const end = h("span", { class: "end" }, text.slice(at), citations.map((n) => this.chip(n)));
const node = h("p", { class: "statement" }, text.slice(0, at), end);
node.from = this.quotes.get(citations[0])?.title;
node.topic = this.quotes.get(citations[0])?.section.split(" › ")[0];
this.nodes[index] ? this.nodes[index].replaceWith(node) : this.body.append(node);
this.nodes[index] = node;
this.nameGuides();
return true;
}
nameGuides() {
for (const old of this.body.querySelectorAll(".from")) old.remove();
if (new Set(this.nodes.map((node) => node.from)).size < 2) return;
this.nodes.forEach((node, index) => node.from && node.from !== this.nodes[index - 1]?.from && node.before(h("p", { class: "from" }, node.from)));
}
chip(n) {
const { title = "", section = "" } = this.quotes.get(n) ?? {};
const label = [`Source ${n}`, [title, section].filter(Boolean).join(" › ")].filter(Boolean).join(": ");
const quiet = (event) => event.key === "Escape" && chip.removeAttribute("data-from");
const named = () => title && chip.setAttribute("data-from", title);
const chip = h("button", { type: "button", class: "chip", "aria-haspopup": "dialog", "aria-label": label, click: () => this.chat.open(this, n, chip), keydown: quiet, focus: named, mouseenter: named }, String(n));
return chip;
}
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
const whole = answer.choices?.length ? answer.answer.replace(/:[^:?]*\?$/, (end) => (answer.choices.every((choice) => end.includes(choice)) ? "?" : end)) : answer.answer;
const lead = texts.length ? (/^[^\n[]+:(?=\n\n)/.exec(whole)?.[0] ?? "") : "";
if (lead) this.body.prepend(h("p", { class: "note" }, lead));
const rest = texts.length ? leftOver(whole, [lead, ...names, ...texts]) : whole;
this.body.append(...paragraphs(rest, texts.length ? "note" : "plain", (n) => (this.quotes.has(n) ? this.chip(n) : "")));
if (answer.status === "partial" && !rest) this.body.append(h("p", { class: "note" }, "The guides cover only part of this."));
if (answer.notice) this.body.append(h("p", { class: "note" }, answer.notice));
this.after.replaceChildren(...[sourceList(this, answer.citations), this.tools()].filter(Boolean));
if (latest) this.offers();
}
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
said(words) {
this.aside.textContent = words;
this.chat.say(words);
clearTimeout(this.fading);
this.fading = setTimeout(() => (this.aside.textContent = ""), 4000);
}
fail(failure, retry) {
this.waiting("");
this.failed = failure;
const button = failure.again && h("button", { type: "button", class: "main", click: () => { clearInterval(this.clock); this.failed = null; this.after.replaceChildren(); retry(); } }, "Try again");
const words = h("p", {}, failure.message);
this.after.replaceChildren(h("div", { class: "failure" }, words, button));
this.chat.say(`${failure.message}${failure.wait ? ` You can try again in ${plural(failure.wait, "second")}.` : ""}`);
if (failure.wait) this.countDown(button, failure);
}
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
function leftOver(text, statements) {
const flat = (words) => words.split(/\s+/).join(" ");
let rest = text;
for (const statement of statements) rest = rest.replace(flat(statement), "").replace(statement, "");
rest = rest.replace(/\[\d+\]/g, "").replace(/^[-*\s]+$/gm, "").replace(/[ \t]+/g, " ").trim();
return /\p{L}/u.test(rest) ? rest : "";
}
const SLOW = 4000; // ms without a word until "still looking" is said
const STALLED = 40000; // ms without a byte until a connection counts as lost; the server's heartbeat is 15 s
const PAUSES = [700, 1500, 3500];
class Asking {
constructor(chat, exchange, pending) {
Object.assign(this, { chat, exchange, pending, last: "", message: "", spoken: 0 });
}
async run() {
const { chat, exchange, pending } = this;
chat.busy = true;
chat.composer.typed();
chat.follow(true);
exchange.waiting("Looking in the guides");
this.slow = setTimeout(() => { exchange.waiting("Still looking"); chat.say("Still looking"); }, SLOW);
let failure = null;
for (let tries = 0; ; tries++) {
try {
await this.attempt();
failure = null;
break;
} catch (error) {
failure = error instanceof Failure ? error : error.name === "AbortError" || error.name === "TypeError" ? new Failure("cut", "The connection was lost. Your question is kept.") : null;
if (!failure) throw error;
}
if (failure.kind === "gone" && pending.conversation) {
chat.kept.drop(pending.conversation);
pending.conversation = "";
chat.remember("");
exchange.body.before(h("p", { class: "note" }, "The earlier conversation isn’t stored any more, so this begins a new one."));
continue;
}
if (failure.kind !== "cut" || tries >= PAUSES.length || exchange.dropped) break;
exchange.waiting("The connection was lost. Trying again");
if (!tries) chat.say("The connection was lost. Trying again");
await pause(PAUSES[tries] * (0.8 + 0.4 * Math.random()));
}
this.heard();
chat.busy = false;
if (exchange.dropped) return;
if (failure) this.failed(failure);
else chat.session.set("pending", "");
chat.composer.typed();
chat.follow();
}
failed(failure) {
const { chat, exchange, pending } = this;
if (!failure.again) {
chat.session.set("pending", "");
if (!chat.input.value) chat.input.value = pending.text;
}
exchange.fail(failure, () => { exchange.restart(); chat.input.focus(); new Asking(chat, exchange, pending).run(); });
}
async attempt() {
const { chat, exchange, pending } = this;
const stop = new AbortController();
chat.stop = stop;
let timer = 0;
const heard = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), STALLED); };
heard();
try {
const response = await chat.server.fetch("v1/chat", {
method: "POST",
signal: stop.signal,
headers: { Accept: "text/event-stream", "Idempotency-Key": pending.key, ...(this.last && { "Last-Event-ID": this.last }) },
body: { message: pending.text, stream: true, ...(pending.conversation && { conversation_id: pending.conversation }), ...(pending.guides.length && { guides: pending.guides }) },
});
if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return this.answered(await response.json());
for await (const event of events(response, heard)) {
if (exchange.dropped) return;
if (event.id) this.last = event.id;
if (event.type === "status") this.begun(event.data);
else if (event.type === "statement") this.stated(event.data);
else if (event.type === "error") throw problem(event.data.status, event.data, event.data.retry_after);
else if (event.type === "done") return this.answered(event.data);
}
} finally {
clearTimeout(timer);
}
throw new Failure("cut", "The connection was lost. Your question is kept.");
}
heard() {
clearTimeout(this.slow);
}
begun({ conversation_id, message_id, standalone_question }) {
if (conversation_id) this.chat.remember(conversation_id, this.pending);
this.exchange.understood(standalone_question);
if (this.message && message_id !== this.message) this.exchange.restart();
this.message = message_id;
}
stated(statement) {
this.heard();
this.exchange.waiting("", true);
if (!this.exchange.statement(statement)) return;
if (statement.index >= this.spoken) {
this.chat.say(statement.text);
this.spoken = statement.index + 1;
}
this.chat.follow();
}
answered(answer) {
this.heard();
const { chat, exchange } = this;
if (answer.conversation_id && !answer.notice) chat.remember(answer.conversation_id, this.pending);
exchange.finish(answer);
answer.statements.slice(this.spoken).forEach((statement) => chat.say(statement.text));
for (const node of exchange.body.querySelectorAll(".plain, .note")) chat.say(node.textContent);
const sources = answer.citations.length;
chat.onanswered?.(answer);
chat.more();
chat.say(sources ? `Answer complete, ${plural(sources, "source")}.` : answer.choices?.length ? `Choose one of ${answer.choices.length}.` : "Answer complete.");
}
}
const NEAR = 3600;
class Composer {
constructor(chat) {
this.chat = chat;
this.input = h("textarea", {
id: "composer",
rows: "1",
placeholder: "Ask about a role",
"aria-label": "Your question",
"aria-describedby": "rgc-count",
"aria-keyshortcuts": "/",
enterkeyhint: "send",
autocomplete: "off",
input: () => this.typed(),
keydown: (event) => {
if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
event.preventDefault();
this.submit();
},
});
this.count = h("p", { class: "count", id: "rgc-count" });
this.sender = h("button", { class: "send", disabled: true, "aria-label": "Send", title: "Send" }, icon("send"));
this.select = h("select", { "aria-label": "Guide to ask", change: () => chat.chosen() }, h("option", { value: "" }, "All guides"));
this.picker = h("label", { class: "pick", hidden: true }, h("span", {}, "Answer from"), this.select);
this.form = h("form", { class: "composer slim", submit: (event) => { event.preventDefault(); this.submit(); } }, this.input, h("div", { class: "row" }, this.picker, this.sender));
this.node = h("div", { class: "dock" }, this.form, h("div", { class: "under" }, h("p", { class: "fine" }, "Answers are the guides’ own sentences. ", h("span", { class: "keys" }, "Shift + Enter begins a new line.")), this.count));
this.input.value = chat.session.get("draft") ?? "";
}
offer(guides, wanted, pinned) {
this.select.replaceChildren(h("option", { value: "" }, "All guides"), ...guides.map((guide) => h("option", { value: guide.slug }, guide.title)));
const known = guides.some((guide) => guide.slug === wanted);
this.select.value = known ? wanted : "";
this.picker.hidden = pinned || guides.length < 2;
this.form.classList.toggle("slim", this.picker.hidden);
return known;
}
typed() {
const { input } = this;
const used = length(input.value);
this.chat.session.set("draft", input.value);
input.style.height = "auto";
input.style.height = `${input.scrollHeight + 2}px`;
this.count.textContent = used <= NEAR ? "" : used <= LIMIT ? `${used.toLocaleString("en")} of ${LIMIT.toLocaleString("en")} characters` : `${(used - LIMIT).toLocaleString("en")} characters too long`;
this.count.classList.toggle("over", used > LIMIT);
input.setAttribute("aria-invalid", String(used > LIMIT));
this.sender.disabled = !input.value.trim() || used > LIMIT || Boolean(this.chat.busy);
}
submit() {
const text = this.input.value.trim();
if (!text || this.sender.disabled) return;
this.input.value = "";
this.chat.send(text);
}
}
const MOST = 100;
class Kept {
constructor(local) {
this.local = local;
}
get all() {
const found = this.local.read("conversations");
return Array.isArray(found) ? found.filter((one) => typeof one?.id === "string") : [];
}
find(id) {
return this.all.find((one) => one.id === id);
}
note(id, { title = "", guide = "", when = Date.now() }) {
const known = this.find(id);
this.write([{ id, title: known?.title || title.slice(0, 200), guide, when }, ...this.all.filter((one) => one.id !== id)]);
}
drop(id) {
this.write(this.all.filter((one) => one.id !== id));
}
write(entries) {
this.local.set("conversations", entries.length ? JSON.stringify(entries.slice(0, MOST)) : "");
}
}
async function restore(chat) {
const pending = chat.session.read("pending");
let last = "";
if (chat.conversation) {
try {
const { turns } = await chat.server.json(`v1/conversations/${encodeURIComponent(chat.conversation)}`);
let exchange = null;
for (const turn of turns) {
if (turn.role === "user") {
exchange = chat.exchange(turn.content);
last = turn.content;
} else if (exchange) {
exchange.feedback = turn.feedback;
exchange.shared = turn.share;
const plain = { status: "answered", answer: turn.content, statements: [], citations: [] };
exchange.finish({ ...plain, ...turn.answer, conversation_id: chat.conversation, message_id: turn.message_id }, { latest: turn === turns.at(-1) });
}
}
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
if (failure.kind === "gone" || failure.kind === "missing") {
chat.kept.drop(chat.conversation);
chat.remember("");
}
}
}
if (chat.conversation && last && !chat.kept.find(chat.conversation)) chat.kept.note(chat.conversation, { title: chat.turns.querySelector(".turn").exchange.text, guide: chat.composer.select.value });
if (!pending || chat.busy) return;
if (pending.text === last) chat.session.set("pending", "");
else chat.exchange(pending.text).fail(new Failure("cut", "This question wasn’t answered before the page was left."), () => new Asking(chat, chat.current, pending).run());
chat.follow();
}
const STARTERS = 4;
function welcome(chat, about, questions) {
const { trouble } = chat;
return [
h(chat.page ? "h1" : "h3", {}, about ? `What would you like to know about the role of ${about.role || about.title}?` : chat.title),
h("p", { class: "lede" }, "Answers are sentences from the guides, word for word. Press a number to read one where it stands."),
chat.unknown && h("p", { class: "note" }, chat.unknown),
trouble && h("div", { class: "failure" }, h("p", {}, trouble.message.replace(" Your question is kept.", "")), trouble.again && h("button", { type: "button", class: "main", click: () => { chat.input.focus(); chat.start(); } }, "Try again")),
questions.length > 0 && h("div", { class: "offer starters", role: "group", "aria-label": "Questions to start with" }, questions.map((text) => h("button", { type: "button", click: () => chat.send(text) }, text))),
].filter(Boolean);
}
function starters(guides) {
const lists = guides.map((guide) => guide.questions ?? []).filter((list) => list.length);
if (lists.length === 1) return lists[0].slice(0, STARTERS);
const step = Math.max(1, lists.length / STARTERS);
const some = Array.from({ length: Math.min(STARTERS, lists.length) }, (_, index) => lists[Math.floor(index * step)]);
return [...new Set(some.map((list, index) => list[index % list.length]))];
}
class Chat {
constructor(root, { base = HERE, guides = [], guide = "", fresh = false, page = false, name = "page", title = "What would you like to know about a role?" }) {
this.server = new Server(base);
this.pinned = guides;
this.page = page;
this.local = shelf("localStorage", `role-guide-chat:${name}:`);
this.session = shelf("sessionStorage", `role-guide-chat:${name}:`);
this.kept = new Kept(this.local);
this.conversation = this.local.get("conversation") ?? "";
if (fresh || (guide && this.kept.find(this.conversation)?.guide !== guide)) {
this.conversation = "";
this.session.set("pending", "");
}
this.root = root;
this.title = title;
this.build();
this.composer.select.value = guide;
this.wanted = guide;
root.append(this.node);
addEventListener("online", () => this.resume());
this.ready = this.start();
}
build() {
this.turns = h("ol", { class: "turns", "aria-label": "Questions and answers" });
this.empty = h("div", { class: "empty" });
this.caption = h(this.page ? "h1" : "h3", { class: "sr", hidden: true }, "Your conversation");
this.flow = h("div", this.page ? { class: "flow" } : { class: "flow", tabindex: "0", role: "region", "aria-label": "Conversation" }, this.empty, this.caption, this.turns);
this.live = h("div", { class: "sr live", role: "log", "aria-live": "polite", "aria-label": "News of the conversation" });
this.composer = new Composer(this);
this.node = h("div", { class: `rgc ${this.page ? "page" : "panel"}` }, this.flow, this.composer.node, this.live);
(this.page ? document : this.node).addEventListener("keydown", (event) => this.pressed(event));
}
pressed(event) {
if (event.defaultPrevented) return;
if (event.key === "Escape" && this.source?.node.open) this.source.close();
else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !isTyped(event.composedPath()[0])) this.input.focus();
else return;
event.preventDefault();
event.stopPropagation();
}
async start() {
this.composer.typed();
this.welcome([]);
const restored = restore(this);
try {
this.list = await this.server.guides();
this.choices();
this.trouble = null;
} catch (failure) {
if (!(failure instanceof Failure)) throw failure;
this.trouble = failure;
}
await restored;
if (!this.turns.children.length) this.welcome();
if (this.page && !isTouched() && document.activeElement === document.body) this.input.focus({ preventScroll: true });
}
get input() {
return this.composer.input;
}
choices() {
const slugs = this.list.map((guide) => guide.slug);
const missing = this.pinned.filter((slug) => !slugs.includes(slug));
if (missing.length) console.warn(`role-guide-chat: no guide has the slug ${missing.join(", ")}; ${this.server.url("guides")} has them all`);
this.pinned = this.pinned.filter((slug) => slugs.includes(slug));
const known = this.composer.offer(this.list, this.wanted, this.pinned.length > 0);
this.unknown = this.wanted && !known ? `There is no guide called “${this.wanted}” here, so all of them are asked.` : missing.length && !this.pinned.length ? "The guide to this role isn’t here at the moment, so all guides are asked." : "";
}
chosen() {
this.unknown = "";
this.onguide?.(this.composer.select.value);
if (!this.turns.children.length) this.welcome();
}
asked() {
const { value } = this.composer.select;
return this.pinned.length ? this.pinned : value ? [value] : [];
}
guideUrl(title) {
const guide = this.list?.find((one) => one.title === title);
return guide ? this.server.url(`guides/${encodeURIComponent(guide.slug)}`) : "";
}
welcome(questions) {
if (this.turns.children.length) return;
const asked = this.asked();
const about = (this.list ?? []).filter((guide) => !asked.length || asked.includes(guide.slug));
this.empty.hidden = false;
this.caption.hidden = true;
this.empty.replaceChildren(...welcome(this, asked.length === 1 ? about[0] : null, questions ?? (this.trouble ? [] : starters(about))));
if (this.trouble) this.say(this.trouble.message);
}
exchange(text) {
this.current?.offered?.remove();
this.current = new Exchange(this, text);
this.current.node.exchange = this.current;
this.turns.append(this.current.node);
this.empty.hidden = true;
this.caption.hidden = false;
this.onchange?.();
return this.current;
}
remember(conversation, pending) {
this.conversation = conversation;
this.local.set("conversation", conversation);
if (pending) this.kept.note(conversation, { title: pending.text, guide: this.composer.select.value });
this.onchange?.();
}
say(words) {
this.live.append(h("p", {}, words));
}
send(text) {
if (this.busy) return;
this.source?.close();
this.current?.give();
this.live.replaceChildren();
const turned = this.turned();
if (turned) this.remember("");
const exchange = this.exchange(text);
if (turned) exchange.body.before(h("p", { class: "note" }, "This is about another guide, so it begins a new conversation."));
const pending = { key: newKey(), text, guides: this.asked(), conversation: this.conversation };
this.session.set("pending", JSON.stringify(pending));
this.composer.typed();
(isTouched() ? exchange.question : this.input).focus({ preventScroll: true });
new Asking(this, exchange, pending).run();
}
turned() {
const { value } = this.composer.select;
const cited = this.current?.answer?.citations ?? [];
return value && cited.length > 0 && this.kept.find(this.conversation)?.guide !== value && cited.every((one) => one.guide !== value);
}
resume() {
const { current } = this;
if (current?.failed?.kind === "offline") current.after.querySelector("button")?.click();
else if (this.trouble) this.start();
}
follow(sent) {
const { current } = this;
if (!current) return;
const scroller = this.page ? document.scrollingElement : this.flow;
const near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 400;
if (!sent && !near) return;
const top = current.node.getBoundingClientRect().top - (this.page ? 70 : this.flow.getBoundingClientRect().top + 12);
const wanted = Math.min(scroller.scrollHeight - scroller.clientHeight, scroller.scrollTop + top);
if (wanted > scroller.scrollTop || sent) scroller.scrollTop = wanted;
}
async more(work) {
const parts = await loadMore().catch(() => null);
if (work && parts) await work(parts);
else if (work) this.say("That can’t be loaded at the moment. Try again.");
}
open(exchange, n, chip) {
return this.more(({ Source }) => {
if (!this.source) this.node.append((this.source = new Source(this)).node);
return this.source.open(exchange, n, chip);
});
}
modal() {
return this.page && !matchMedia("(min-width: 68em)").matches;
}
sourceShown(shown) {
this.node.classList.toggle("with-source", shown);
if (!this.page) for (const part of [this.flow, this.composer.node]) part.inert = shown;
}
get started() {
return this.turns.children.length > 0;
}
fresh() {
this.clear();
this.remember("");
this.onfresh?.();
this.welcome();
this.composer.typed();
this.input.focus();
}
clear() {
this.stop?.abort();
if (this.current) {
this.current.dropped = true;
clearInterval(this.current.clock);
}
this.busy = false;
this.current = null;
this.source?.close();
this.turns.replaceChildren();
this.live.replaceChildren();
this.session.set("pending", "");
}
async reopen({ id, guide }) {
this.clear();
this.remember(id);
this.onfresh?.();
if (this.list && !this.pinned.length) {
this.composer.offer(this.list, guide, false);
this.onguide?.(this.composer.select.value);
}
await restore(this);
if (!this.conversation) this.say("That conversation isn’t stored any more.");
this.welcome();
this.composer.typed();
this.input.focus();
}
titleOf(slug) {
return this.list?.find((guide) => guide.slug === slug)?.title ?? "";
}
earlier() {
return this.more((parts) => parts.showEarlier(this));
}
confirmDelete() {
return this.more((parts) => parts.confirmDeletion(this));
}
}
function isTyped(node) {
return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable;
}
const look = `
.rgc{--_edge:light-dark(#7c8985,#74817d);--_bad:light-dark(#a3261b,#ffb0a6);--_bad-tint:light-dark(#fdf0ee,#371d1a);--_r:var(--rgc-radius,.75em);
color:var(--_ink);line-height:1.6;position:relative}
.rgc *,.rgc *::before{box-sizing:border-box}
.rgc :is(h1,h2,h3,p,ol,ul,fieldset,blockquote,legend){margin:0;padding:0;border:0}
.rgc :is(button,textarea,select,input){font:inherit;color:inherit;letter-spacing:inherit}
.rgc button{cursor:pointer;background:none;border:0;margin:0;padding:0;text-align:inherit;touch-action:manipulation}
.rgc button:disabled{cursor:default}
.rgc .i{width:1.25em;height:1.25em;display:block}
.rgc .icon{width:2.25em;height:2.25em;display:inline-grid;place-items:center;border-radius:.6em;color:var(--_soft);flex:none}
.rgc .icon:hover:enabled{background:var(--_tint);color:var(--_ink)}
.rgc .icon:disabled{opacity:.35}
.rgc .icon[aria-pressed=true]{color:var(--_accent)}
.rgc .icon[aria-pressed=true] .i{fill:color-mix(in srgb,currentColor 22%,transparent)}
.rgc .row{display:flex;align-items:center;gap:.4em;flex-wrap:wrap}
.rgc .main{background:var(--_accent);color:var(--_on-accent);border-radius:.55em;padding:.45em 1em;font-weight:600;min-height:2.4em}
.rgc .main:hover:enabled{background:color-mix(in srgb,var(--_accent) 88%,var(--_ink))}
.rgc .main:disabled{background:var(--_tint);color:var(--_soft)}
.rgc .quiet{border-radius:.55em;padding:.45em 1em;border:1px solid var(--_edge);min-height:2.4em}
.rgc .quiet:hover{background:var(--_tint)}
.rgc .main.danger{background:light-dark(#a3261b,#ffb0a6);color:light-dark(#fff,#3a0d08)}
.rgc .lede,.rgc .label,.rgc .fine{color:var(--_soft)}
.rgc .turns{list-style:none}
.rgc .turn{padding:0 0 2em}
.rgc .turn:last-child{padding-bottom:1em}
.rgc .you{width:fit-content;max-width:min(34em,88%);margin:0 0 1em auto;padding:.6em 1em;background:var(--_tint);border-radius:1.1em 1.1em .3em 1.1em;white-space:pre-wrap;overflow-wrap:anywhere}
.rgc .you:focus{outline:none}
.rgc .said{display:grid;grid-template-columns:minmax(0,1fr);gap:.65em;overflow-wrap:anywhere}
.rgc .statement{white-space:pre-line;animation:rgc-in .22s ease-out}
.rgc .from{font-weight:650;font-size:.94em;margin:.5em 0 -.3em}
.rgc .from:first-child{margin-top:0}
.rgc .end{white-space:nowrap}
.rgc .said .items{list-style:none;padding:0;display:grid;gap:.65em}
.rgc .items .statement{padding-left:1.1em;position:relative;animation:none}
.rgc .items .statement::before{content:"";position:absolute;left:.15em;top:.68em;border:.18em solid var(--_accent);border-radius:50%}
.rgc .said ul{padding-left:1.2em}
.rgc .note{color:var(--_soft);font-size:.94em}
.rgc .chip{display:inline-grid;place-items:center;min-width:1.9em;height:1.9em;padding:0 .4em;margin:0 .1em 0 .3em;font-size:.76em;font-weight:650;line-height:1;vertical-align:.12em;border-radius:.6em;border:1px solid color-mix(in srgb,var(--_accent) 45%,transparent);background:color-mix(in srgb,var(--_accent) 9%,transparent);color:var(--_accent);font-variant-numeric:tabular-nums}
.rgc .chip:hover,.rgc .chip[aria-current]{background:var(--_accent);color:var(--_on-accent)}
.rgc .said :is(p,li){position:relative}
.rgc .chip[data-from]:is(:hover,:focus-visible)::after{content:attr(data-from);position:absolute;bottom:calc(100% + .3em);left:0;z-index:3;width:max-content;max-width:100%;padding:.5em .8em;border-radius:.5em;background:var(--_ink);color:var(--_paper);font-size:1.1em;line-height:1.3;font-weight:500;white-space:normal;pointer-events:none}
@media (min-width:68em){.rgc.page .said .chip{position:relative}.rgc.page .said .chip::after{left:50%!important;translate:-50% 0;max-width:16em!important}}
.rgc .meant{color:var(--_soft);font-size:.94em;margin:-.4em 0 .7em;text-wrap:pretty}
.rgc .sides :is(td,th[scope=col]){min-width:9.5em;padding-right:1.2em}
.rgc .sides :is(thead td,th[scope=row]){min-width:4em}
.rgc .sides th{overflow-wrap:break-word}
.rgc .sides td>*+*{margin-top:.6em}
.rgc .sides .statement{animation:none}
.rgc .sources{overflow-wrap:anywhere;margin-top:1em;font-size:.88em;color:var(--_soft)}
.rgc .sources .label{font-size:1em}
.rgc .sources ol{list-style:none;display:grid;grid-template-columns:minmax(0,1fr);gap:.15em}
.rgc .sources li{display:flex;gap:.6em;align-items:baseline}
.rgc .sources a{color:inherit}
.rgc .sources a:hover{color:var(--_accent)}
.rgc .numbers{flex:none;font-variant-numeric:tabular-nums;font-weight:650}
.rgc .number+.number::before{content:", "}
.rgc .place{min-width:0;padding:.12em 0}
.rgc .on-paper{display:none}
.rgc .wait{color:var(--_soft);display:flex;gap:.6em;align-items:center}
.rgc .wait:empty{display:none}
.rgc .said:not(:empty)+.wait{margin-top:.65em}
.rgc .dots{width:1.5em;height:.4em;flex:none;background:radial-gradient(circle closest-side,currentColor 92%,transparent) 0/33.4% 100%;animation:rgc-dots 1.4s infinite steps(4,jump-none)}
.rgc .tools{margin:.35em 0 0 -.5em}
.rgc .tools>.row{gap:.1em}
.rgc .aside{font-size:.88em;color:var(--_soft);margin-left:.5em}
.rgc .offers{margin-top:.6em;display:grid;grid-template-columns:minmax(0,1fr);gap:.9em;overflow-wrap:anywhere}
.rgc .offer{display:flex;flex-wrap:wrap;gap:.5em;align-items:flex-start}
.rgc .offer .label{flex-basis:100%;font-size:.88em}
.rgc .label{font-size:.88em}
.rgc .offer button{border:1px solid var(--_line);border-radius:1.3em;padding:.42em .95em;background:var(--_paper);max-width:100%;line-height:1.4;min-height:2.3em;font-size:.95em}
.rgc .offer button:hover{border-color:var(--_accent);background:color-mix(in srgb,var(--_accent) 7%,var(--_paper))}
.rgc .choices button{border-color:var(--_accent);color:var(--_accent);font-weight:600}
.rgc .related{font-size:.94em;display:flex;flex-wrap:wrap;gap:.2em .9em;align-items:baseline}
.rgc .related a{padding:.15em 0}
.rgc .failure{border-radius:var(--_r);background:var(--_bad-tint);color:var(--_bad);padding:.85em 1.1em;display:grid;gap:.7em;justify-items:start;margin-top:.2em;border-left:3px solid currentColor}
.rgc .reason{margin:.5em 0 0 .5em;padding:1em;border:1px solid var(--_line);border-radius:var(--_r);display:grid;gap:.8em;max-width:32em}
.rgc .reason legend{font-weight:600;margin-bottom:.3em}
.rgc .reason label{display:flex;gap:.6em;align-items:center;padding:.15em 0;min-height:1.75em}
.rgc .reason input{accent-color:var(--_accent);width:1.1em;height:1.1em;margin:0}
.rgc .reason textarea{border:1px solid var(--_edge);border-radius:.5em;padding:.5em .7em;background:var(--_paper);resize:vertical;width:100%}
.rgc .empty :is(h1,h3){font-size:1.9em;line-height:1.2;letter-spacing:-.02em;font-weight:680;text-wrap:balance;margin-bottom:.45em}
.rgc .empty{overflow-wrap:anywhere}
.rgc .empty .lede{max-width:36em;text-wrap:pretty}
.rgc .empty :is(.note,.failure){margin-top:1em}
.rgc .starters{margin-top:1.6em;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15em),1fr));gap:.65em;align-items:stretch}
.rgc .starters button{border-radius:var(--_r);padding:.85em 1.05em;display:flex;align-items:center;text-wrap:pretty}
.rgc .composer{border:1px solid var(--_edge);border-radius:var(--rgc-radius,1.15em);background:var(--_paper);padding:.35em .4em .4em .4em;box-shadow:0 1px 2px #0000000d,0 4px 16px #00000012}
.rgc .composer:focus-within{border-color:var(--_accent);box-shadow:0 0 0 1px var(--_accent),0 4px 16px #00000012}
.rgc .composer textarea{display:block;width:100%;border:0;background:none;resize:none;padding:.5em .7em .3em;max-height:11em;min-height:2.4em;line-height:1.5;outline:none;overflow-y:auto}
.rgc .composer textarea::placeholder{color:var(--_soft);opacity:1}
.rgc .composer .row{justify-content:flex-end;flex-wrap:nowrap}
.rgc .pick{margin-right:auto;display:flex;align-items:center;gap:.35em;font-size:.88em;color:var(--_soft);min-width:0;padding-left:.8em}
.rgc .pick span{white-space:nowrap}
.rgc .pick select{appearance:none;border:0;background:transparent;border-radius:.5em;padding:.3em 1.5em .3em .2em;min-width:0;color:var(--_ink);font-weight:600;text-overflow:ellipsis;field-sizing:content}
.rgc .pick select:hover{background:var(--_tint)}
.rgc .pick::after{content:"▾";margin-left:-1.6em;color:var(--_ink);pointer-events:none}
.rgc .pick option{background:var(--_paper);color:var(--_ink)}
.rgc .slim{display:flex;align-items:flex-end;gap:.3em}
.rgc .under{display:flex;gap:1em;justify-content:space-between;padding:.5em 1.1em 0;font-size:.8em;color:var(--_soft)}
.rgc .count{white-space:nowrap;font-variant-numeric:tabular-nums}
.rgc .count.over{color:var(--_bad);font-weight:600}
.rgc .send{width:2.4em;height:2.4em;border-radius:.8em;display:grid;place-items:center;background:var(--_accent);color:var(--_on-accent);flex:none}
.rgc .send:disabled{background:var(--_tint);color:var(--_soft)}
.rgc .under:has(.count:not(:empty)) .fine{display:none}
@media (pointer:coarse),(max-width:30em){.rgc .keys,.rgc .pick span{display:none}.rgc .confirm .row>*{flex:1 0 auto;text-align:center}}
.rgc.panel .keys{display:none}
.rgc dialog{color:var(--_ink);background:var(--_paper);border:0;padding:0;max-width:none;max-height:none;margin:0;overscroll-behavior:contain}
.rgc dialog::backdrop{background:#0c121280}
.rgc .source .inner{display:flex;flex-direction:column;height:100%;min-height:0}
.rgc .source .bar{display:flex;gap:.1em;align-items:flex-start;padding:.9em .7em 0 1.3em}
.rgc .source h2{font-size:1.1em;line-height:1.35;flex:1;padding:.35em 0;outline:none;overflow-wrap:anywhere}
.rgc .source .n{display:inline-grid;place-items:center;min-width:1.7em;height:1.7em;margin-right:.6em;font-size:.78em;border-radius:.6em;background:var(--_accent);color:var(--_on-accent);vertical-align:.1em}
.rgc .where{grid-template-columns:minmax(0,1fr);padding:.1em 1.48em 1em;font-size:.88em;color:var(--_soft);display:grid;gap:.15em;border-bottom:1px solid var(--_line);overflow-wrap:anywhere}
.rgc .paper{grid-template-columns:minmax(0,1fr);flex:1;overflow:auto;padding:1.1em 1.3em;display:grid;gap:.75em;align-content:start;overflow-wrap:anywhere;min-height:5em}
.rgc .paper:focus-visible{outline-offset:-2px}
.rgc .paper :is(ul,ol){padding-left:1.3em;display:grid;gap:.4em}
.rgc mark{padding:.1em .12em;margin:0 -.12em}
.rgc .scroll{overflow-x:auto}
.rgc table{border-collapse:collapse;font-size:.92em}
.rgc :is(td,th){border-bottom:1px solid var(--_line);padding:.4em .8em .4em 0;text-align:left;vertical-align:top;min-width:6em}
.rgc .links{display:flex;flex-wrap:wrap;gap:.4em 1.4em;padding:.9em 1.3em;border-top:1px solid var(--_line);font-weight:600}
.rgc .confirm{position:fixed;inset:0;margin:auto;width:min(28em,calc(100vw - 2em));height:fit-content;border-radius:1em;padding:1.5em;box-shadow:0 12px 48px #0000004d}
.rgc .confirm h2{font-size:1.2em;line-height:1.3;margin-bottom:.5em}
.rgc .confirm .row{justify-content:flex-end;margin-top:1.3em;gap:.6em}
.rgc .confirm .link{width:100%;margin-top:1em;border:1px solid var(--_edge);border-radius:.5em;padding:.5em .7em;background:var(--_tint);text-overflow:ellipsis}
.rgc .earlier{list-style:none;margin-top:1em;max-height:min(24em,55dvh);overflow-y:auto;border-block:1px solid var(--_line)}
.rgc .earlier li{display:flex;align-items:center;gap:.3em}
.rgc .earlier li+li{border-top:1px solid var(--_line)}
.rgc .earlier .open{flex:1;min-width:0;padding:.55em .4em;display:grid;border-radius:.5em}
.rgc .earlier .open:hover{background:var(--_tint)}
.rgc .earlier :focus-visible{outline-offset:-2px}
.rgc .earlier .title{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden;font-weight:600;text-align:start}
.rgc .earlier .open[aria-current] .title{color:var(--_accent)}
.rgc .earlier .fine{font-size:.88em}
@keyframes rgc-in{from{opacity:0;transform:translateY(.3em)}}
@keyframes rgc-dots{from{clip-path:inset(0 100% 0 0)}to{clip-path:inset(0)}}
.rgc.panel{display:flex;flex-direction:column;flex:1;min-height:0}
.rgc.panel .flow{flex:1;overflow-y:auto;padding:1.1em;overscroll-behavior:contain;min-height:6em}
.rgc.panel .flow:focus-visible{outline-offset:-3px}
.rgc.panel .dock{padding:.3em .8em .7em}
.rgc.panel .empty h3{font-size:1.3em}
.rgc.panel .starters{grid-template-columns:1fr;margin-top:1.1em}
.rgc.panel .source{position:absolute;inset:0;width:100%;height:100%;z-index:2}
.rgc.panel .source:not([open]){display:none}
@media (prefers-reduced-motion:reduce){.rgc *,.rgc *::before{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media (forced-colors:active){.rgc .chip,.rgc .main,.rgc .send,.rgc .you,.rgc .failure{border:1px solid}.rgc mark{background:Mark;color:MarkText}}
@media print{.rgc .chip::after{display:none}.rgc :is(.dock,.tools,.offers,.source,.caption,.wait,.empty){display:none!important}.rgc .on-paper{display:block;margin:.2em 0}.rgc .sources a::after{content:" (" attr(data-address) ")";overflow-wrap:anywhere;font-size:.9em}.rgc .turn{break-inside:avoid-page}.rgc .scroll{overflow:visible}}
`;
const shared = `
:root,.rgc{--_accent:var(--rgc-accent,light-dark(#0b6b5d,#6fd3c0));--_on-accent:var(--rgc-on-accent,light-dark(#fff,#07201b));
--_ink:var(--rgc-ink,light-dark(#1c2423,#e6ebe9));--_soft:var(--rgc-soft,light-dark(#56615e,#a3afab));
--_paper:var(--rgc-paper,light-dark(#fff,#161b1b));--_tint:var(--rgc-tint,light-dark(#eef3f0,#212929));
--_line:var(--rgc-line,light-dark(#d3dcd8,#364140));--_mark:var(--rgc-mark,light-dark(#ffe9a0,#5d4b10))}
a,.rgc a{color:var(--_accent);text-underline-offset:.2em}
:focus-visible,.rgc :focus-visible{outline:2px solid var(--_accent);outline-offset:2px}
[hidden],.rgc [hidden]{display:none!important}
.sr,.rgc .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.i,.rgc .i{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;stroke-linejoin:round}
mark,.rgc mark{background:var(--_mark);color:inherit;border-radius:.2em;box-decoration-break:clone;-webkit-box-decoration-break:clone}
`;
const css = shared + look;
function sheet(text) {
const made = new CSSStyleSheet();
made.replaceSync(text);
return made;
}
const frame = `
:host{all:initial;color-scheme:light dark;font:400 medium/1.5 var(--rgc-font,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif);position:fixed;z-index:var(--rgc-z,2147483000);right:var(--rgc-right,1rem);bottom:var(--rgc-bottom,1rem)}
:host([hidden]){display:none}
:host([theme=light]){color-scheme:light}
:host([theme=dark]){color-scheme:dark}
.rgc.shell{font-size:var(--rgc-size,.95em)}
.launch{display:flex!important;gap:.6em;align-items:center;border-radius:2em;padding:.75em 1.25em!important;background:var(--_accent)!important;color:var(--_on-accent)!important;font-weight:600;box-shadow:0 2px 6px #0003,0 8px 24px #0003}
.launch:focus-visible{outline:3px solid var(--_ink)!important}
.shell .window{position:fixed;inset:auto var(--rgc-right,1rem) var(--rgc-bottom,1rem) auto;width:min(var(--rgc-width,25em),calc(100vw - 2rem));height:min(var(--rgc-height,41em),calc(100dvh - 2rem));border-radius:var(--rgc-radius,1.1em);border:1px solid var(--_line);box-shadow:0 4px 12px #0000001f,0 16px 56px #0000003d;overflow:hidden}
.window[open]{display:flex;flex-direction:column}
.window>.bar{display:flex;align-items:center;gap:.1em;padding:.45em .5em .45em 1.1em;border-bottom:1px solid var(--_line)}
.window>.bar h2{flex:1;min-width:0;font-size:1.02em;line-height:1.3;font-weight:650;outline:none}
@media (max-width:30em),(max-height:30em){.shell .window{inset:0;width:100vw;height:100dvh;border:0;border-radius:0}}
`;
let sheets;
class RoleGuideChat extends HTMLElement {
static observedAttributes = ["open", "guide", "heading", "host"];
connectedCallback() {
if (this.shadowRoot) return;
sheets ??= [sheet(css), sheet(frame)];
const root = this.attachShadow({ mode: "open" });
root.adoptedStyleSheets = sheets;
this.heading = h("h2", { id: "rgc-title", tabindex: "-1" });
this.bin = iconButton("bin", "Delete my conversation", () => this.chat.confirmDelete(), { hidden: true });
this.again = iconButton("plus", "New conversation", () => this.chat.fresh(), { hidden: true });
this.list = iconButton("list", "Your conversations", () => this.chat.earlier(), { hidden: true, "aria-haspopup": "dialog" });
this.window = h("dialog", { class: "window", "aria-labelledby": "rgc-title" }, h("div", { class: "bar" }, this.heading, this.list, this.again, this.bin, iconButton("close", "Close the chat", () => this.close())));
this.window.addEventListener("keydown", (event) => {
if (event.key !== "Escape" || event.defaultPrevented) return;
event.preventDefault();
event.stopPropagation();
this.close();
});
this.words = h("span", {});
this.launcher = h("button", { type: "button", class: "launch", "aria-haspopup": "dialog", "aria-expanded": "false", click: () => this.show() }, icon("chat"), this.words);
root.append(h("div", { class: "rgc shell" }, this.launcher, this.window));
this.name();
if (this.hasAttribute("open")) this.show({ focus: false });
}
attributeChangedCallback(name, before, after) {
if (!this.shadowRoot || before === after) return;
if (name === "heading") this.name();
else if (name !== "open") this.renew();
else if (after === null) this.close();
else this.show();
}
name() {
const words = this.getAttribute("heading") || "Ask about this role";
this.heading.textContent = this.words.textContent = words;
}
show({ focus = true } = {}) {
if (this.window.open) return;
this.chat ?? this.renew();
this.launcher.hidden = true;
this.launcher.setAttribute("aria-expanded", "true");
this.window.show();
this.left = isSmall() && focus ? layer(() => this.close()) : null;
this.toggleAttribute("open", true);
if (focus) this.chat.input.focus();
else this.shadowRoot.activeElement?.blur();
}
close() {
if (!this.window.open) return;
this.chat.source?.close();
this.window.close();
this.left?.();
this.launcher.hidden = false;
this.launcher.setAttribute("aria-expanded", "false");
this.toggleAttribute("open", false);
this.launcher.focus();
}
renew() {
const opened = this.window.open || !this.chat;
this.chat?.node.remove();
this.chat = null;
if (!opened) return;
const guides = (this.getAttribute("guide") ?? "").split(/[\s,]+/).filter(Boolean);
const base = safeUrl(`${(this.getAttribute("host") || HERE).replace(/\/+$/, "")}/`);
this.chat = new Chat(this.window, { base, guides, name: `${base}:${guides}` });
this.chat.onchange = () => {
this.bin.hidden = this.again.hidden = !this.chat?.started;
this.list.hidden = !this.chat?.kept.all.length;
};
this.chat.onchange();
}
}
if (!customElements.get("role-guide-chat")) customElements.define("role-guide-chat", RoleGuideChat);
export { Chat, css, h, icon, loadMore, RoleGuideChat, safeUrl, sheet };
