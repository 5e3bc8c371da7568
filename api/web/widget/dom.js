// Elements. Everything that comes from a server or a person is put on the page as text, never as markup.

const ICONS = {
  chat: "M4 4h16v12h-8l-5 4v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M12 19V5M6 11l6-6 6 6",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  up: "M7 11v9H4v-9zM7 11l4-8c1.7 0 2.6 1 2.4 2.6L13 9h5.5c1.2 0 2 1 1.8 2.1l-1.3 7c-.2 1.1-1 1.9-2.1 1.9H7",
  down: "M17 13V4h3v9zM17 13l-4 8c-1.7 0-2.6-1-2.4-2.6L11 15H5.5c-1.2 0-2-1-1.8-2.1l1.3-7C5.2 4.8 6 4 7.1 4H17",
  plus: "M12 5v14M5 12h14",
  share: "M12 15V4M8 8l4-4 4 4M5 13v7h14v-7",
  list: "M4 6h16M4 12h16M4 18h10",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
};

/** An element; strings among the children become text. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== false && child !== ""));
  return node;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const path = document.createElementNS(space, "path");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["aria-hidden", "true"], ["class", "i"]]) svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export const iconButton = (name, label, click, more) =>
  h("button", { type: "button", class: "icon", "aria-label": label, title: label, click, ...more }, icon(name));

export const hidden = (...words) => h("span", { class: "sr" }, ...words);
