/* On the desk's page while there is a network: keep what an outage needs, send what an outage left, and when the network
   goes, lead to the page that works alone. */
(() => {
  "use strict";
  const place = document.querySelector("[data-ready]");
  if (!place) return;
  const camp = place.dataset.ready, say = (words) => { place.textContent = words; };
  if (!window.isSecureContext || !("serviceWorker" in navigator)) return say(place.dataset.unsafe);

  const left = async () => (await kept.unsent(camp)).length;
  const turn = async () => {
    await kept.wipeOld(camp);
    const { state, done } = (await left()) ? await kept.send(camp) : { state: await kept.refresh(camp), done: [] };
    if (done.length) return location.reload(); // the page shows what was taken in
    const open = (await kept.acts(camp)).length;
    if (open && state === "ok") {
      const link = document.createElement("a");
      link.href = `/camps/${camp}/desk/kept/`;
      link.textContent = place.dataset.refused.replace("{n}", open);
      place.replaceChildren(link);
    } else if (state === "ok") say(place.dataset.good);
  };

  let misses = 0;
  document.addEventListener("polled", (event) => {
    misses = event.detail.good ? 0 : misses + 1;
    const typing = document.activeElement?.matches("input, textarea, select") && document.activeElement.value;
    if (misses >= 3 && !typing) location.reload();
  });
  addEventListener("offline", () => { if (!document.activeElement?.value) location.reload(); });

  /* Signing out wipes the device: whoever does that with acts not yet sent is asked first. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[action$='/sign-out/']") || form.dataset.sure) return;
    event.preventDefault();
    left().then((count) => {
      if (!count || confirm(place.dataset.leaving.replace("{n}", count))) { form.dataset.sure = "1"; form.submit(); }
    });
  }, true);

  navigator.serviceWorker.register("/offline-worker.js", { scope: "/camps/" }).then(() => navigator.serviceWorker.ready).then(turn);
  setInterval(turn, 60_000);
})();
