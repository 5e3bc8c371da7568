// Runs before the page is painted, so that a chosen theme doesn't flash the other one first.
"use strict";
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // storage is switched off: the system's choice holds
    }
  };
  const choose = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  choose(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
    const show = () => button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      choose(theme);
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // It holds until the page is left.
      }
      show();
    });
    system.addEventListener("change", show);
    button.hidden = false;
    show();

    // On a narrow screen the table of contents would stand before the guide itself.
    if (matchMedia("(max-width: 72em)").matches) document.querySelector(".toc details")?.removeAttribute("open");
  });
})();
