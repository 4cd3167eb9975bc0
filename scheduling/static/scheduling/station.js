/* A station's page: single letters press the buttons that carry them (data-key), while the person has them switched on.
   The page works without it. What is on is kept on this device. */
(() => {
  "use strict";
  const bar = document.querySelector("[data-keys-bar]"), dialog = document.querySelector("dialog.keys");
  if (!bar || !dialog) return;
  const turn = bar.querySelector("[data-keys-switch]"), KEPT = "campline.keys";
  const store = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* a private window: for this page only */ } };
  const kept = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  let on = kept() !== "off";

  const show = () => {
    document.documentElement.classList.toggle("keyed", on);
    turn.setAttribute("aria-pressed", String(on));
    turn.textContent = on ? turn.dataset.on : turn.dataset.off;
  };
  const writes = (place) => place?.matches?.("input, textarea, select, [contenteditable]") || place?.closest?.("dialog[open]");
  const seen = (place) => place.getClientRects().length > 0 && place.getAttribute("aria-disabled") !== "true";

  turn.addEventListener("click", () => { on = !on; store(on ? "on" : "off"); show(); });
  bar.querySelector("[data-keys-help]").addEventListener("click", () => dialog.showModal());
  document.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || event.repeat || writes(event.target)) return;
    const key = event.key.toLowerCase();
    if (key === "?") { event.preventDefault(); return dialog.showModal(); }
    if (!/^[a-z]$/.test(key)) return;
    const found = key === "u" ? ".messages .notice form button, [data-key=u]" : `[data-key="${key}"]`;
    const button = [...document.querySelectorAll(found)].filter(seen).at(key === "u" ? -1 : 0); // the newest Undo is the last
    if (!button) return;
    event.preventDefault();
    button.click();
    if (button.matches("summary")) button.parentElement.querySelector("input:not([type=hidden])")?.focus();
  });
  bar.hidden = false;
  show();
})();
