// The conversation: what is asked, what comes back, and what is kept of it.
import { HERE, isTouched, newKey, shelf } from "../browser.js";
import { h } from "../dom.js";
import { loadMore } from "../more.js";
import { Failure, Server } from "../transport.js";
import { Asking } from "./asking.js";
import { Composer } from "./composer.js";
import { Exchange } from "./exchange.js";
import { Kept } from "./kept.js";
import { restore } from "./restoring.js";
import { starters, welcome } from "./welcome.js";

/**
 * The conversation, drawn into `root`.
 * `guides`: slugs that it is pinned to; none lets the visitor choose. `guide`: the one that is chosen at first; a
 * conversation about another one isn't gone on with. `fresh`: nor is any.
 * `page`: it has the whole page (which scrolls), not a panel.
 */
export class Chat {
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

  /** Guides, starters and the conversation as it was. */
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

  /** What stands there before the first question. */
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

  /** The conversation from here on; `pending` is what was asked in it. */
  remember(conversation, pending) {
    this.conversation = conversation;
    this.local.set("conversation", conversation);
    if (pending) this.kept.note(conversation, { title: pending.text, guide: this.composer.select.value });
    this.onchange?.();
  }

  /** Screen readers hear this once, when they have time. */
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
    // A repeated request must be the very same one: that a conversation has begun meanwhile doesn't change it.
    const pending = { key: newKey(), text, guides: this.asked(), conversation: this.conversation };
    this.session.set("pending", JSON.stringify(pending));
    this.composer.typed();
    // A touch screen's keyboard would cover the answer.
    (isTouched() ? exchange.question : this.input).focus({ preventScroll: true });
    new Asking(this, exchange, pending).run();
  }

  /** Whether a guide is asked that the conversation wasn't about: what "it" was there means nothing here. */
  turned() {
    const { value } = this.composer.select;
    const cited = this.current?.answer?.citations ?? [];
    return value && cited.length > 0 && this.kept.find(this.conversation)?.guide !== value && cited.every((one) => one.guide !== value);
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

  /** Does `work` with the parts that are loaded when they are first needed; without any, only loads them. */
  async more(work) {
    const parts = await loadMore().catch(() => null);
    if (work && parts) await work(parts);
    else if (work) this.say("That can’t be loaded at the moment. Try again.");
  }

  // The source.
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

  // The conversation as a whole.
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

  /** Nothing on the screen any more; what was said stays where it is stored. */
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

  /** Goes on with a conversation of before. */
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

/** Whether a key that is pressed there is a letter of a text. */
function isTyped(node) {
  return /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName) || node.isContentEditable;
}
