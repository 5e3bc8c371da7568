// What is loaded when it is first needed: widget-more.js, which is handed what it shares with this file.
import { isSmall, newKey, safeUrl } from "./browser.js";
import { h, hidden, iconButton } from "./dom.js";
import { layer } from "./layers.js";
import { Failure } from "./transport.js";
import { day, length } from "./words.js";

let loading = null;

/** Its parts; rejected where it can't be loaded now. */
export function loadMore() {
  loading ??= import("./widget-more.js").then((made) => made.default({ day, Failure, h, hidden, iconButton, isSmall, layer, length, newKey, safeUrl }));
  loading.catch(() => (loading = null));
  return loading;
}
