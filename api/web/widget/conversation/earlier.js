// The conversations of this browser: each to go back to, or to delete on the server.
import { h, iconButton } from "../dom.js";
import { Failure } from "../transport.js";
import { day } from "../words.js";
import { remove, undeleted } from "./deletion.js";
import { dialog } from "./dialogs.js";

export function showEarlier(chat) {
  const list = h("ul", { class: "earlier", role: "list" });
  const words = h("p", { class: "fine" }, "Only this browser knows of them.");
  const close = h("button", { type: "button", class: "quiet", autofocus: true, click: () => node.close() }, "Close");
  const node = dialog(chat, "Your conversations", words, list, h("div", { class: "row end" }, close));
  const draw = () => {
    list.replaceChildren(...chat.kept.all.map((one) => entry(one)));
    if (!list.children.length) words.textContent = "There are none.";
  };
  const entry = (one) => {
    const title = one.title || "A conversation";
    const here = one.id === chat.conversation && chat.started;
    const open = h("button", { type: "button", class: "open", "aria-current": here && "true", click: () => { node.close(); if (!here) chat.reopen(one); } }, h("span", { class: "title" }, title), h("span", { class: "fine" }, [chat.titleOf(one.guide), day(one.when), here && "open now"].filter(Boolean).join(" · ")));
    const bin = iconButton("bin", `Delete: ${title}`, async () => {
      bin.disabled = true;
      try {
        await remove(chat, one.id);
        draw();
        (list.querySelector(".open") ?? close).focus();
      } catch (failure) {
        if (!(failure instanceof Failure)) throw failure;
        bin.disabled = false;
        words.textContent = undeleted(failure);
        words.setAttribute("role", "alert");
      }
    });
    return h("li", {}, open, bin);
  };
  draw();
}
