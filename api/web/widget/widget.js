// The served file: the element that it defines, and what it gives to the page at /.
import { safeUrl } from "./browser.js";
import { Chat } from "./conversation/chat.js";
import { h, icon } from "./dom.js";
import { RoleGuideChat } from "./element.js";
import { loadMore } from "./more.js";
import { css, sheet } from "./styles.js";

if (!customElements.get("role-guide-chat")) customElements.define("role-guide-chat", RoleGuideChat);

export { Chat, css, h, icon, loadMore, RoleGuideChat, safeUrl, sheet };
