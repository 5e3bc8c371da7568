// How it looks: style sheets as text, and made ready to be adopted.
import look from "./styles/chat.css";
import shared from "../static/shared.css";

export const css = shared + look;

export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
