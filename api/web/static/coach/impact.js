// A file that is picked fills the form; nothing is sent before the form is. Results are where the reader goes on.
const picked = document.querySelector(".picked");
picked.hidden = false;
picked.querySelector("input").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  if (!file) return;
  document.getElementById("name").value = file.name;
  document.getElementById("text").value = await file.text();
});
for (const form of document.querySelectorAll(".ways form")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    button.textContent = "Comparing…";
    button.setAttribute("aria-disabled", "true");
  });
}
document.getElementById("result")?.focus();
