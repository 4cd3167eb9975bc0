/* On a station's page while there is a network: keep what an outage needs, send what one left, and when the network goes,
   lead to the page that works alone. */
(() => {
  "use strict";
  const place = document.querySelector("[data-outage]"), status = document.querySelector("[data-outage-says]");
  if (!place || !keptStation.able()) {
    if (place && window.isSecureContext) place.querySelector("[data-outage-unsafe]").textContent = place.dataset.old;
    return;
  }
  const { outage: camp, station: pk } = place.dataset, on = "on" in place.dataset, form = place.querySelector("form");
  const csrf = form.elements.csrfmiddlewaretoken.value, name = keptStation.name(camp, pk);
  const say = (words) => { if (status.textContent !== words) status.textContent = words; };
  place.querySelector("[data-outage-unsafe]").remove();
  form.hidden = false;

  const left = async () => (await kept.unsent(name)).length;
  let ready = false;
  const turn = async () => {
    await kept.wipeOld(name);
    if (await left()) {
      const { done } = await keptStation.send(camp, pk);
      if (done) return location.reload(); // the page shows what was taken in
    }
    if (!on) return;
    const { state, held } = await keptStation.renew(camp, pk, csrf);
    ready = Boolean((await kept.held(name))?.held); // also what an earlier visit of this page stored
    if (state === "ok") say(held.length ? place.dataset.ready.replace("{n}", held.map(({ token }) => token).join(", ")) : place.dataset.nobody);
    else if (state === "gone") say(place.dataset.lost);
  };
  const again = () => turn().catch(() => {}).then(() => setTimeout(again, document.hidden ? 20_000 : 5_000));

  let misses = 0;
  const lead = () => { if (ready && !document.activeElement?.value) location.reload(); };
  document.addEventListener("polled", (event) => {
    misses = event.detail.good ? 0 : misses + 1;
    if (misses >= 3) lead();
  });
  addEventListener("offline", lead);

  /* Signing out wipes the device: whoever does that with acts not yet sent is asked first. It then holds nobody. */
  document.addEventListener("submit", (event) => {
    const leaving = event.target;
    if (!leaving.matches("[action$='/sign-out/']") || leaving.dataset.sure) return;
    event.preventDefault();
    left().then(async (count) => {
      if (count && !confirm(place.dataset.leaving.replace("{n}", count))) return;
      if (on) await fetch(form.action, { method: "POST", body: new URLSearchParams({ csrfmiddlewaretoken: csrf, off: "1" }), signal: AbortSignal.timeout(4000) }).catch(() => {});
      leaving.dataset.sure = "1";
      leaving.submit();
    });
  }, true);

  if (on) {
    say(place.dataset.making);
    navigator.serviceWorker.register("/offline-worker.js", { scope: "/camps/" }).then(() => navigator.serviceWorker.ready).then(again);
  } else left().then((count) => { if (count) again(); });
})();
