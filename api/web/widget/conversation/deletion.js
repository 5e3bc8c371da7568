// Deleting a conversation: asked first; then everything of it is gone, here and on the server.
import { h } from "../dom.js";
import { Failure } from "../transport.js";
import { dialog } from "./dialogs.js";

/** Deletes it on the server, and here. Raises `Failure` where it is still there. */
export async function remove(chat, id) {
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

/** Why it isn't deleted, in words. */
export const undeleted = (failure) => `It isn’t deleted yet. ${failure.message.replace(" Your question is kept.", "")}`;

export function confirmDeletion(chat) {
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
