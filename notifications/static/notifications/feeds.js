/* A button that copies the field named by data-copy; without it the field can be selected and copied by hand. */
(() => {
  "use strict";
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = document.getElementById(button.dataset.copy);
    field.addEventListener("focus", () => field.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.done || "✓";
        document.body.dispatchEvent(new CustomEvent("say", { bubbles: true, detail: { value: button.textContent } }));
      } catch { field.focus(); }
    });
  });
})();
