// An answer with its sources as text, on the clipboard.
import { safeUrl } from "../browser.js";
import { h } from "../dom.js";

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h("textarea", { readonly: true, "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    area.style.cssText = "position:fixed;top:0;opacity:0";
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    focused?.focus?.();
    return copied;
  }
}

/** The question, the answer and where it stands. */
export function asText({ text, answer, chat }) {
  const { statements, citations } = answer;
  const said = statements.length ? statements.map((one) => `${one.text} ${one.citations.map((n) => `[${n}]`).join("")}`).join("\n") : answer.answer;
  const sources = citations.map((one) => `[${one.n}] ${[one.title, one.section].filter(Boolean).join(" › ")}: “${one.quote}” ${safeUrl(one.url, chat.server.base)}`);
  return [text, said, sources.join("\n")].filter(Boolean).join("\n\n");
}
