// Buttons with data-copies="ID" copy that element's text, and say so.
for (const button of document.querySelectorAll("[data-copies]")) {
  button.addEventListener("click", async () => {
    const told = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "The browser doesn’t allow it; mark the text and copy it yourself.";
    }
  });
}
