// How it looks: style sheets as text, and made ready to be adopted.
import look from "./styles/chat.css";

export const css = look;

export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
