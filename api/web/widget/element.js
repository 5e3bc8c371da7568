// The widget: <role-guide-chat>, a button and the window with the conversation.
import { HERE, isSmall, safeUrl } from "./browser.js";
import { Chat } from "./conversation/chat.js";
import { h, icon, iconButton } from "./dom.js";
import { layer } from "./layers.js";
import { css, sheet } from "./styles.js";
import frame from "./styles/frame.css";

let sheets;

export class RoleGuideChat extends HTMLElement {
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

  /** Opens the panel, and moves the focus into it. The first opening is what first speaks to the server. */
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
