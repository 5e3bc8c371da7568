// A question in a window of its own: modal, closed by Escape, by Back on a small screen, and by its own buttons.
import { isSmall, newKey } from "../browser.js";
import { h } from "../dom.js";
import { layer } from "../layers.js";

/** Opens it over the chat; the focus goes back where it came from. */
export function dialog(chat, heading, ...content) {
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
