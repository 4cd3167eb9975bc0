/* The page of recovery codes: print and copy. Without this script the codes are there all the same. */
(() => {
  const bar = document.querySelector("[data-codes]");
  if (!bar) return;
  bar.hidden = false;
  bar.querySelector("[data-print]").addEventListener("click", () => print());
  const copy = bar.querySelector("[data-copy]");
  if (!navigator.clipboard) return copy.remove();
  copy.addEventListener("click", async () => {
    const codes = [...document.querySelectorAll("#codes code")].map((code) => code.textContent);
    await navigator.clipboard.writeText(codes.join("\n"));
    copy.textContent = copy.dataset.copy;
  });
})();
