// The conversation: what is asked, what comes back, and what is kept of it.
import { HERE, newKey, pause, shelf } from "../browser.js";
import { h, icon } from "../dom.js";
import { Source } from "../sources.js";
import { events, Failure, LIMIT, problem, Server } from "../transport.js";
import { aRole, length, plural } from "../words.js";
import { Exchange } from "./exchange.js";

const NEAR = 3600; // from here on they are counted on screen
const SLOW = 4000; // ms without a word until "still looking" is said
const STALLED = 40000; // ms without a byte until a connection counts as lost; the server's heartbeat is 15 s
const PAUSES = [700, 1500, 3500]; // ms before each automatic retry
const STARTERS = 4;

/**
 * The conversation, drawn into `root`.
 * `guides`: slugs that it is pinned to; none lets the visitor choose. `guide`: the one that is chosen at first.
 * `page`: it has the whole page (which scrolls), not a panel.
 */
export class Chat {
  constructor(root, { base = HERE, guides = [], guide = "", page = false, name = "page", title = "What would you like to know about a role?" }) {
    this.server = new Server(base);
    this.pinned = guides;
    this.page = page;
    this.local = shelf("localStorage", `role-guide-chat:${name}:`);
    this.session = shelf("sessionStorage", `role-guide-chat:${name}:`);
    this.conversation = this.local.get("conversation") ?? "";
    this.root = root;
    this.title = title;
    this.build();
    this.select.value = guide;
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
    this.input = h("textarea", {
      id: "composer",
      rows: "1",
      placeholder: "Ask about a role",
      "aria-label": "Your question",
      "aria-describedby": "rgc-count",
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
    this.select = h("select", { "aria-label": "Guide to ask", change: () => this.chosen() }, h("option", { value: "" }, "All guides"));
    this.picker = h("label", { class: "pick", hidden: true }, h("span", {}, "Answer from"), this.select);
    this.form = h("form", { class: "composer slim", submit: (event) => { event.preventDefault(); this.submit(); } }, this.input, h("div", { class: "row" }, this.picker, this.sender));
    this.dock = h("div", { class: "dock" }, this.form, h("div", { class: "under" }, h("p", { class: "fine" }, "Answers are the guides’ own sentences. ", h("span", { class: "keys" }, "Shift + Enter begins a new line.")), this.count));
    this.source = new Source(this);
    this.node = h("div", { class: `rgc ${this.page ? "page" : "panel"}` }, this.flow, this.dock, this.live, this.source.node);
    this.input.value = this.session.get("draft") ?? "";
    (this.page ? document : this.node).addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !this.source.node.open) return;
      event.preventDefault();
      event.stopPropagation();
      this.source.close();
    });
  }

  /** Guides, starters and the conversation as it was. */
  async start() {
    this.typed();
    this.welcome([]);
    const restored = this.restore();
    try {
      this.list = await this.server.guides();
      this.choices();
      this.trouble = null;
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      this.trouble = failure;
    }
    await restored;
    if (!this.turns.children.length) await this.welcome();
  }

  choices() {
    this.select.replaceChildren(h("option", { value: "" }, "All guides"), ...this.list.map((guide) => h("option", { value: guide.slug }, guide.title)));
    const known = this.list.some((guide) => guide.slug === this.wanted);
    this.select.value = known ? this.wanted : "";
    this.unknown = Boolean(this.wanted) && !known;
    this.picker.hidden = this.pinned.length > 0 || this.list.length < 2;
    this.form.classList.toggle("slim", this.picker.hidden);
  }

  chosen() {
    this.unknown = false;
    this.onguide?.(this.select.value);
    if (!this.turns.children.length) this.welcome();
  }

  asked() {
    return this.pinned.length ? this.pinned : this.select.value ? [this.select.value] : [];
  }

  guideUrl(title) {
    const guide = this.list?.find((one) => one.title === title);
    return guide ? this.server.url(`guides/${encodeURIComponent(guide.slug)}`) : "";
  }

  /** What stands there before the first question. */
  async welcome(questions) {
    const asked = this.asked();
    questions ??= this.trouble ? [] : await this.starters(asked).catch(() => []);
    if (this.turns.children.length || String(asked) !== String(this.asked())) return;
    const about = this.list?.find((guide) => guide.slug === asked[0]);
    this.empty.hidden = false;
    this.caption.hidden = true;
    this.empty.replaceChildren(
      ...[
        h(this.page ? "h1" : "h3", {}, about && asked.length === 1 ? `What would you like to know about the role of ${about.role || about.title}?` : this.title),
        h("p", { class: "lede" }, "Answers are sentences from the guides, word for word. Press a number to read one where it stands."),
        this.unknown && h("p", { class: "note" }, `There is no guide called “${this.wanted}” here, so all of them are asked.`),
        this.trouble && h("div", { class: "failure" }, h("p", {}, this.trouble.message.replace(" Your question is kept.", "")), this.trouble.again && h("button", { type: "button", class: "main", click: () => { this.input.focus(); this.start(); } }, "Try again")),
        questions.length > 0 && h("div", { class: "offer starters", role: "group", "aria-label": "Questions to start with" }, questions.map((text) => h("button", { type: "button", click: () => this.send(text) }, text))),
      ].filter(Boolean),
    );
    if (this.trouble) this.say(this.trouble.message);
  }

  /** Questions that the guides put themselves, or that one of their sections answers. */
  async starters(asked) {
    const slugs = asked.length ? asked : (this.list ?? []).map((guide) => guide.slug);
    const step = Math.max(1, slugs.length / STARTERS);
    const some = Array.from({ length: Math.min(STARTERS, slugs.length) }, (_, index) => slugs[Math.floor(index * step)]);
    const guides = await Promise.all(some.map((slug) => this.server.guide(slug)));
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

  /** The conversation that this browser had here before. */
  async restore() {
    const pending = this.session.read("pending");
    let last = "";
    if (this.conversation) {
      try {
        const { turns } = await this.server.json(`v1/conversations/${encodeURIComponent(this.conversation)}`);
        let exchange = null;
        for (const turn of turns) {
          if (turn.role === "user") {
            exchange = this.exchange(turn.content);
            last = turn.content;
          } else if (exchange) {
            exchange.feedback = turn.feedback;
            const plain = { status: "answered", answer: turn.content, statements: [], citations: [] };
            exchange.finish({ ...plain, ...turn.answer, conversation_id: this.conversation, message_id: turn.message_id }, { latest: turn === turns.at(-1) });
          }
        }
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        if (failure.kind === "gone" || failure.kind === "missing") this.remember("");
      }
    }
    if (!pending || this.busy) return;
    if (pending.text === last) this.session.set("pending", "");
    else this.exchange(pending.text).fail(new Failure("cut", "This question wasn’t answered before the page was left."), () => this.run(this.current, pending));
    this.follow();
  }

  exchange(text) {
    this.current?.offered?.remove();
    this.current = new Exchange(this, text);
    this.turns.append(this.current.node);
    this.empty.hidden = true;
    this.caption.hidden = false;
    this.onchange?.();
    return this.current;
  }

  remember(conversation) {
    this.conversation = conversation;
    this.local.set("conversation", conversation);
    this.onchange?.();
  }

  /** Screen readers hear this once, when they have time. */
  say(words) {
    this.live.append(h("p", {}, words));
  }

  typed() {
    const { input } = this;
    const used = length(input.value);
    this.session.set("draft", input.value);
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
    this.count.textContent = used <= NEAR ? "" : used <= LIMIT ? `${used.toLocaleString("en")} of ${LIMIT.toLocaleString("en")} characters` : `${(used - LIMIT).toLocaleString("en")} characters too long`;
    this.count.classList.toggle("over", used > LIMIT);
    input.setAttribute("aria-invalid", String(used > LIMIT));
    this.sender.disabled = !input.value.trim() || used > LIMIT || Boolean(this.busy);
  }

  submit() {
    const text = this.input.value.trim();
    if (!text || this.sender.disabled) return;
    this.input.value = "";
    this.send(text);
  }

  send(text) {
    if (this.busy) return;
    this.source.close();
    this.current?.give();
    this.live.replaceChildren();
    const exchange = this.exchange(text);
    // A repeated request must be the very same one: that a conversation has begun meanwhile doesn't change it.
    const pending = { key: newKey(), text, guides: this.asked(), conversation: this.conversation };
    this.session.set("pending", JSON.stringify(pending));
    this.typed();
    // A touch screen's keyboard would cover the answer.
    (matchMedia("(pointer: coarse)").matches ? exchange.question : this.input).focus({ preventScroll: true });
    this.run(exchange, pending);
  }

  /** Asks until there is an answer, or it is clear that there won't be one. */
  async run(exchange, pending) {
    this.busy = true;
    this.typed();
    this.follow(true);
    exchange.waiting("Looking in the guides");
    const slow = setTimeout(() => { exchange.waiting("Still looking"); this.say("Still looking"); }, SLOW);
    const turn = { exchange, pending, last: "", message: "", spoken: 0, heard: () => clearTimeout(slow) };
    let failure = null;
    for (let tries = 0; ; tries++) {
      try {
        await this.attempt(turn);
        failure = null;
        break;
      } catch (error) {
        failure = error instanceof Failure ? error : error.name === "AbortError" || error.name === "TypeError" ? new Failure("cut", "The connection was lost. Your question is kept.") : null;
        if (!failure) throw error;
      }
      if (failure.kind === "gone" && pending.conversation) {
        pending.conversation = "";
        this.remember("");
        exchange.body.before(h("p", { class: "note" }, "The earlier conversation isn’t stored any more, so this begins a new one."));
        continue;
      }
      if (failure.kind !== "cut" || tries >= PAUSES.length || exchange.dropped) break;
      exchange.waiting("The connection was lost. Trying again");
      if (!tries) this.say("The connection was lost. Trying again");
      await pause(PAUSES[tries] * (0.8 + 0.4 * Math.random()));
    }
    clearTimeout(slow);
    this.busy = false;
    if (exchange.dropped) return;
    if (failure) this.failed(exchange, pending, failure);
    else this.session.set("pending", "");
    this.typed();
    this.follow();
  }

  failed(exchange, pending, failure) {
    if (!failure.again) {
      // Trying the same again wouldn't help: the words go back to where they can be changed.
      this.session.set("pending", "");
      if (!this.input.value) this.input.value = pending.text;
    }
    exchange.fail(failure, () => { exchange.restart(); this.input.focus(); this.run(exchange, pending); });
  }

  async attempt(turn) {
    const { exchange, pending } = turn;
    const stop = new AbortController();
    this.stop = stop;
    let timer = 0;
    const heard = () => { clearTimeout(timer); timer = setTimeout(() => stop.abort(), STALLED); };
    heard();
    try {
      const response = await this.server.fetch("v1/chat", {
        method: "POST",
        signal: stop.signal,
        headers: { Accept: "text/event-stream", "Idempotency-Key": pending.key, ...(turn.last && { "Last-Event-ID": turn.last }) },
        body: { message: pending.text, stream: true, ...(pending.conversation && { conversation_id: pending.conversation }), ...(pending.guides.length && { guides: pending.guides }) },
      });
      if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) return this.answered(turn, await response.json());
      for await (const event of events(response, heard)) {
        if (exchange.dropped) return;
        if (event.id) turn.last = event.id;
        if (event.type === "status") this.begun(turn, event.data);
        else if (event.type === "statement") this.stated(turn, event.data);
        else if (event.type === "error") throw problem(event.data.status, event.data, event.data.retry_after);
        else if (event.type === "done") return this.answered(turn, event.data);
      }
    } finally {
      clearTimeout(timer);
    }
    throw new Failure("cut", "The connection was lost. Your question is kept.");
  }

  begun(turn, { conversation_id, message_id }) {
    if (conversation_id) this.remember(conversation_id);
    if (turn.message && message_id !== turn.message) turn.exchange.restart(); // answered anew, by a server that had lost it
    turn.message = message_id;
  }

  stated(turn, statement) {
    turn.heard();
    turn.exchange.waiting("", true);
    if (!turn.exchange.statement(statement)) return;
    if (statement.index >= turn.spoken) {
      this.say(statement.text);
      turn.spoken = statement.index + 1;
    }
    this.follow();
  }

  answered(turn, answer) {
    turn.heard();
    if (answer.conversation_id) this.remember(answer.conversation_id);
    const { exchange } = turn;
    exchange.finish(answer);
    answer.statements.slice(turn.spoken).forEach((statement) => this.say(statement.text));
    for (const node of exchange.body.querySelectorAll(".plain, .note")) this.say(node.textContent);
    const sources = answer.citations.length;
    this.say(sources ? `Answer complete, ${plural(sources, "source")}.` : answer.choices?.length ? `Choose one of ${answer.choices.length}.` : "Answer complete.");
  }

  /** Back on line: what failed for want of a line is tried once more. */
  resume() {
    const { current } = this;
    if (current?.failed?.kind === "offline") current.after.querySelector("button")?.click();
    else if (this.trouble) this.start();
  }

  /** Keeps the newest words in view, but never scrolls the question off the top. */
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

  // The source.
  open(exchange, n, chip) {
    this.source.open(exchange, n, chip);
  }

  modal() {
    return this.page && !matchMedia("(min-width: 68em)").matches;
  }

  sourceShown(shown) {
    this.node.classList.toggle("with-source", shown);
    if (!this.page) for (const part of [this.flow, this.dock]) part.inert = shown;
  }

  // The conversation as a whole.
  get started() {
    return this.turns.children.length > 0;
  }

  fresh() {
    this.stop?.abort();
    if (this.current) {
      this.current.dropped = true;
      clearInterval(this.current.clock);
    }
    this.busy = false;
    this.current = null;
    this.source.close();
    this.turns.replaceChildren();
    this.live.replaceChildren();
    this.session.set("pending", "");
    this.remember("");
    this.welcome();
    this.typed();
    this.input.focus();
  }

  /** Asks first; then everything of it is gone, here and on the server. */
  confirmDelete() {
    const words = h("p", {}, "Your questions, the answers and your feedback are removed from the server and from this browser. This can’t be undone.");
    const act = h("button", { type: "button", class: "main danger" }, "Delete");
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": "rgc-confirm" }, h("h2", { id: "rgc-confirm" }, "Delete this conversation?"), words, h("div", { class: "row" }, h("button", { type: "button", class: "quiet", autofocus: true, click: () => dialog.close() }, "Keep it"), act));
    const from = this.node.getRootNode().activeElement;
    dialog.addEventListener("close", () => {
      dialog.remove();
      from?.isConnected && !from.closest("[hidden]") ? from.focus() : this.input.focus();
    });
    dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
    act.addEventListener("click", async () => {
      act.disabled = true;
      try {
        if (this.conversation) await this.server.json(`v1/conversations/${encodeURIComponent(this.conversation)}`, { method: "DELETE" });
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        if (failure.kind !== "gone" && failure.kind !== "missing") {
          act.disabled = false;
          words.textContent = `It isn’t deleted yet. ${failure.message.replace(" Your question is kept.", "")}`;
          words.setAttribute("role", "alert");
          return;
        }
      }
      dialog.close();
      this.fresh();
      this.say("The conversation is deleted.");
    });
    this.node.append(dialog);
    dialog.showModal();
  }
}
