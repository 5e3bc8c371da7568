// Where a question is written: the field, the count of its characters, the guide to ask, the button.
import { h, icon } from "../dom.js";
import { LIMIT } from "../transport.js";
import { length } from "../words.js";

// from here on they are counted on screen
const NEAR = 3600;

export class Composer {
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

  /** The guides to choose from, and the one that is wanted, if it is among them; whether it is. */
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
