// A link to one answer, made where the visitor wants one, and taken back where they don't any more.
import { h } from "../dom.js";
import { Failure } from "../transport.js";
import { copyText } from "./copying.js";
import { dialog } from "./dialogs.js";

export function share(exchange) {
  const { chat } = exchange;
  const { conversation_id, message_id } = exchange.answer;
  const shares = `v1/conversations/${encodeURIComponent(conversation_id)}/shares`;
  const words = h("p", {});
  const field = h("input", { readonly: true, class: "link", "aria-label": "Link to this answer" });
  const act = h("button", { type: "button", class: "main" });
  const stop = h("button", { type: "button", class: "quiet" }, "Stop sharing");
  const close = h("button", { type: "button", class: "quiet", autofocus: true, click: () => node.close() }, "Close");
  const draw = (said = "") => {
    const { shared } = exchange;
    words.textContent = said || (shared ? "Whoever has this link can read the question, its answer and its sources." : "Whoever has the link can read this question, its answer and its sources, and nothing else of your conversation. You can take the link back.");
    field.hidden = stop.hidden = !shared;
    field.value = shared ? chat.server.url(`a/${shared}`) : "";
    act.textContent = shared ? "Copy the link" : "Make a link";
    if (said) words.setAttribute("role", "status");
  };
  const attempt = async (work) => {
    act.disabled = stop.disabled = true;
    try {
      draw(await work());
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      draw(failure.kind === "gone" ? "This answer isn’t stored any more." : `That didn’t work. ${failure.message.replace(" Your question is kept.", "")}`);
    }
    act.disabled = stop.disabled = false;
    act.focus(); // a button that can't be pressed for a while loses it
  };
  act.addEventListener("click", () => attempt(async () => {
    if (exchange.shared) return (await copyText(field.value)) ? "The link is copied." : "Copying isn’t possible here; take the link from the field.";
    exchange.shared = (await chat.server.json(shares, { method: "POST", body: { message_id } })).token;
    return "";
  }));
  stop.addEventListener("click", () => attempt(async () => {
    await chat.server.json(`${shares}/${encodeURIComponent(exchange.shared)}`, { method: "DELETE" });
    exchange.shared = "";
    return "The link doesn’t work any more.";
  }));
  const node = dialog(chat, "Share this answer", words, field, h("div", { class: "row end" }, close, stop, act));
  draw();
}
