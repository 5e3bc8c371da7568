// Deleting the conversation: asked first; then everything of it is gone, here and on the server.
import { h } from "../dom.js";
import { Failure } from "../transport.js";

export function confirmDeletion(chat) {
  const words = h("p", {}, "Your questions, the answers and your feedback are removed from the server and from this browser. This can’t be undone.");
  const act = h("button", { type: "button", class: "main danger" }, "Delete");
  const dialog = h("dialog", { class: "confirm", "aria-labelledby": "rgc-confirm" }, h("h2", { id: "rgc-confirm" }, "Delete this conversation?"), words, h("div", { class: "row" }, h("button", { type: "button", class: "quiet", autofocus: true, click: () => dialog.close() }, "Keep it"), act));
  const from = chat.node.getRootNode().activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    from?.isConnected && !from.closest("[hidden]") ? from.focus() : chat.input.focus();
  });
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && event.stopPropagation());
  act.addEventListener("click", async () => {
    act.disabled = true;
    try {
      if (chat.conversation) await chat.server.json(`v1/conversations/${encodeURIComponent(chat.conversation)}`, { method: "DELETE" });
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
    chat.fresh();
    chat.say("The conversation is deleted.");
  });
  chat.node.append(dialog);
  dialog.showModal();
}
