// What an answer is worth to its reader, and why it isn't.
import { newKey } from "../browser.js";
import { h } from "../dom.js";
import { Failure } from "../transport.js";

const REASONS = [
  ["wrong", "It’s wrong"],
  ["incomplete", "Something is missing"],
  ["not_in_source", "The source doesn’t say this"],
  ["unclear", "It’s hard to follow"],
  ["other", "Something else"],
];

export async function rate(exchange, verdict, reason, comment) {
  const { conversation_id, message_id } = exchange.answer;
  const body = { conversation_id, message_id, verdict, ...(reason && { reason }), ...(comment && { comment }) };
  for (const [name, button] of Object.entries(exchange.thumbs)) button.setAttribute("aria-pressed", String(name === verdict));
  exchange.feedback = body;
  if (verdict === "up") exchange.reason.replaceChildren();
  else if (!reason && !comment) askReason(exchange);
  try {
    await exchange.chat.server.json("v1/feedback", { method: "POST", body });
    exchange.said(verdict === "up" || reason || comment ? "Thank you" : "Noted");
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    for (const button of Object.values(exchange.thumbs)) button.setAttribute("aria-pressed", "false");
    exchange.said("That wasn’t stored; try again in a moment");
  }
}

function askReason(exchange) {
  const name = `reason-${newKey()}`;
  const comment = h("textarea", { rows: "2", maxlength: "1000", "aria-label": "More about it (optional)", placeholder: "More about it (optional)" });
  const form = h(
    "form",
    {
      class: "reason",
      submit: (event) => {
        event.preventDefault();
        rate(exchange, "down", new FormData(form).get(name) || "other", comment.value.trim());
        exchange.reason.replaceChildren();
        exchange.thumbs.down.focus();
      },
    },
    h("fieldset", {}, h("legend", {}, "What was wrong with it?"), REASONS.map(([value, label]) => h("label", {}, h("input", { type: "radio", name, value }), label))),
    comment,
    h("div", { class: "row" }, h("button", { class: "main" }, "Send"), h("button", { type: "button", class: "quiet", click: () => { exchange.reason.replaceChildren(); exchange.thumbs.down.focus(); } }, "Skip")),
  );
  exchange.reason.replaceChildren(form);
  form.querySelector("input").focus();
  exchange.chat.follow();
}
