// What a browser gives: where this file came from, addresses, storage, time and chance.

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

/** Whether a layer over the page is better the whole screen, and whether what is pressed is better not focused. */
export const isSmall = () => matchMedia("(max-width: 40em), (max-height: 30em)").matches;
export const isTouched = () => matchMedia("(pointer: coarse)").matches;

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
