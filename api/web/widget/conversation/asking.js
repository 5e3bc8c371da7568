// One question on its way: sent, sent again where the line is cut, until there is an answer or none will come.
import { pause } from "../browser.js";
import { h } from "../dom.js";
import { events, Failure, problem } from "../transport.js";
import { plural } from "../words.js";

const SLOW = 4000; // ms without a word until "still looking" is said
const STALLED = 40000; // ms without a byte until a connection counts as lost; the server's heartbeat is 15 s
// ms before each automatic retry
const PAUSES = [700, 1500, 3500];

export class Asking {
  /** `pending`: the request, the very same whenever it is sent: its key, text, guides and conversation. */
  constructor(chat, exchange, pending) {
    Object.assign(this, { chat, exchange, pending, last: "", message: "", spoken: 0 });
  }

  /** Asks until there is an answer, or it is clear that there won't be one. */
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
      // Trying the same again wouldn't help: the words go back to where they can be changed.
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

  /** There is something to show: "still looking" needn't be said. */
  heard() {
    clearTimeout(this.slow);
  }

  begun({ conversation_id, message_id, standalone_question }) {
    if (conversation_id) this.chat.remember(conversation_id, this.pending);
    this.exchange.understood(standalone_question);
    // answered anew, by a server that had lost it
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
    // what one may want next
    chat.more();
    chat.say(sources ? `Answer complete, ${plural(sources, "source")}.` : answer.choices?.length ? `Choose one of ${answer.choices.length}.` : "Answer complete.");
  }
}
