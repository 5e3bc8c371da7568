// The conversation that this browser had here before, and a question that was under way when the page was left.
import { Failure } from "../transport.js";
import { Asking } from "./asking.js";

export async function restore(chat) {
  const pending = chat.session.read("pending");
  let last = "";
  if (chat.conversation) {
    try {
      const { turns } = await chat.server.json(`v1/conversations/${encodeURIComponent(chat.conversation)}`);
      let exchange = null;
      for (const turn of turns) {
        if (turn.role === "user") {
          exchange = chat.exchange(turn.content);
          last = turn.content;
        } else if (exchange) {
          exchange.feedback = turn.feedback;
          exchange.shared = turn.share;
          const plain = { status: "answered", answer: turn.content, statements: [], citations: [] };
          exchange.finish({ ...plain, ...turn.answer, conversation_id: chat.conversation, message_id: turn.message_id }, { latest: turn === turns.at(-1) });
        }
      }
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      if (failure.kind === "gone" || failure.kind === "missing") {
        chat.kept.drop(chat.conversation);
        chat.remember("");
      }
    }
  }
  if (chat.conversation && last && !chat.kept.find(chat.conversation)) chat.kept.note(chat.conversation, { title: chat.turns.querySelector(".turn").exchange.text, guide: chat.composer.select.value });
  if (!pending || chat.busy) return;
  if (pending.text === last) chat.session.set("pending", "");
  else chat.exchange(pending.text).fail(new Failure("cut", "This question wasn’t answered before the page was left."), () => new Asking(chat, chat.current, pending).run());
  chat.follow();
}
