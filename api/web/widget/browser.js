// What a browser gives: where this file came from, addresses, storage, the clipboard, time and chance.
import { h } from "./dom.js";

/** Where this file came from is where the assistant is. */
export const HERE = new URL("./", import.meta.url).href;

/** An address that may be put into a link: http or https, nothing else. */
export function safeUrl(address, base = HERE) {
  try {
    const url = new URL(address, base);
    return address && /^https?:$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export const sameSite = (base) => new URL(base).origin === location.origin;

/** Storage that holds nothing where a browser forbids it, instead of failing. */
export function shelf(storage, prefix) {
  const attempt = (work) => {
    try {
      return work(window[storage]);
    } catch {
      return null;
    }
  };
  return {
    get: (name) => attempt((store) => store.getItem(prefix + name)),
    read: (name) => attempt((store) => JSON.parse(store.getItem(prefix + name))),
    set: (name, value) => attempt((store) => (value ? store.setItem(prefix + name, value) : store.removeItem(prefix + name))),
  };
}

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
