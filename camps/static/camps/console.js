/* Campline console: small helps on pages that work without them. Nothing here decides or stores anything.
   data-poll="URL" data-poll-every="2"   re-reads its content when the server's ETag changed
   data-connection data-good="… {time}" data-bad="… {time}"   says whether the answers come, and since when not
   data-once                             a form that can't be sent twice by a double click
   data-pick-all / data-picked           tick every row / say how many rows are ticked
   data-focus                            takes the focus when it arrives by a swap
   data-said="…"                         says so once the page is there: a status is read out when it changes      */
(() => {
  "use strict";

  const live = (text) => {
    const place = document.getElementById("live");
    if (place) { place.textContent = ""; setTimeout(() => { place.textContent = text; }, 50); }
  };

  /* Focus: what asks for it, else the element that had it before the swap. */
  const settle = (root, id) => {
    const wanted = root.matches?.("[data-focus]") ? root : root.querySelector?.("[data-focus]");
    const before = id && document.getElementById(id);
    if (wanted) {
      if (!wanted.hasAttribute("tabindex") && wanted.tabIndex < 0) wanted.tabIndex = -1;
      wanted.focus();
    } else if (before && document.activeElement === document.body) {
      before.focus({ preventScroll: true });
    }
  };
  let held = "";
  document.addEventListener("htmx:beforeSwap", () => { held = document.activeElement?.id || ""; });
  document.addEventListener("htmx:afterSettle", (event) => { settle(event.detail.elt, held); begin(event.detail.elt); });
  document.addEventListener("say", (event) => live(event.detail?.value || ""));
  document.addEventListener("htmx:responseError", (event) => {
    live(event.detail.xhr.status + ": " + (document.body.dataset.failed || "not done, please try again"));
  });

  /* Polling with an ETag. Slower while hidden or failing; never swaps under a person who is typing or has a menu open. */
  const busy = (box) =>
    box.querySelector("details[open].menu, dialog[open]") ||
    (box.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox]), textarea, select"));
  /* What the person opened or wrote, by its id, goes back into the new content. */
  const kept = (box) => {
    const open = [...box.querySelectorAll("details[id][open]")].map((one) => one.id);
    const written = [...box.querySelectorAll("input[id]:not([type=hidden]), textarea[id]")]
      .filter((one) => one.value !== one.defaultValue).map((one) => [one.id, one.value]);
    return () => {
      open.forEach((id) => { const one = document.getElementById(id); if (one) one.open = true; });
      written.forEach(([id, value]) => { const one = document.getElementById(id); if (one) one.value = value; });
    };
  };
  const poll = (box) => {
    const every = Math.max(1, Number(box.dataset.pollEvery) || 2) * 1000, gone = new AbortController();
    let tag = box.dataset.pollTag || "", fails = 0, timer = 0;
    const mark = (good) => box.dispatchEvent(new CustomEvent("polled", { bubbles: true, detail: { good } }));
    const next = () => {
      const slow = document.hidden ? 10 : Math.min(2 ** fails, 15);
      timer = setTimeout(turn, every * slow * (0.9 + Math.random() * 0.2));
    };
    const turn = async () => {
      timer = 0;
      if (!box.isConnected) return gone.abort();
      if (!navigator.onLine) mark(false);
      if (document.hidden || !navigator.onLine || busy(box)) return next();
      try {
        const headers = { "HX-Request": "true" };
        if (tag) headers["If-None-Match"] = tag;
        const answer = await fetch(box.dataset.poll, {
          headers, credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout?.(15000),
        });
        if (answer.redirected || [401, 403, 410].includes(answer.status)) return location.reload();
        if (answer.status === 200) {
          const id = document.activeElement?.id || "", text = await answer.text();
          if (busy(box)) return next();
          const back = kept(box);
          tag = answer.headers.get("ETag") || '"none"';  // without any, the server would take it for a person's asking
          box.innerHTML = text;
          back();
          window.htmx?.process(box);
          settle(box, id);
        }
        fails = answer.ok || answer.status === 304 ? 0 : fails + 1;
      } catch { fails += 1; }
      mark(fails === 0);
      next();
    };
    const wake = () => { if (timer && !document.hidden) { clearTimeout(timer); turn(); } };
    ["visibilitychange", "online"].forEach((name) => addEventListener(name, wake, { signal: gone.signal }));
    next();
  };
  // The venue's hour, written as everywhere on the page ("8:30am"): a device may come from another zone.
  const clock = (when, zone) => when.toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit", timeZone: zone || undefined })
    .replace(/\s?([ap])\.?m\.?$/i, (_, half) => `${half.toLowerCase()}m`);
  const failing = new Set();
  let heard = new Date(), wasGood = true;
  document.addEventListener("polled", (event) => {
    if (event.detail.good) failing.delete(event.target); else failing.add(event.target);
    const good = ![...failing].some((box) => box.isConnected);
    if (good) heard = new Date();
    document.querySelectorAll("[data-updated], [data-connection]").forEach((place) => {
      const time = clock(heard, place.dataset.zone);
      const words = "connection" in place.dataset ? place.dataset[good ? "good" : "bad"].replace("{time}", time) : good && time;
      if (words && place.textContent !== words) place.textContent = words;
      place.classList.toggle("stale", !good);
      if ("connection" in place.dataset && good !== wasGood) live(words);
    });
    wasGood = good;
  });

  const count = (form) => {
    const ticked = form.querySelectorAll("input[data-pick]:checked").length;
    form.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = String(ticked); });
    const all = form.querySelector("input[data-pick-all]"), rows = form.querySelectorAll("input[data-pick]").length;
    if (all) { all.checked = rows > 0 && ticked === rows; all.indeterminate = ticked > 0 && ticked < rows; }
  };
  document.addEventListener("change", (event) => {
    const box = event.target, form = box.closest("form");
    if (!form) return;
    if (box.matches("input[data-pick-all]")) form.querySelectorAll("input[data-pick]").forEach((row) => { row.checked = box.checked; });
    if (box.matches("input[data-pick], input[data-pick-all]")) count(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  /* The page kept by the browser's Back must take the form again. */
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  /* Menus close on Escape and on a click elsewhere. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  const begin = (root) => {
    const found = [...root.querySelectorAll("[data-poll]")];
    if (root.matches?.("[data-poll]")) found.push(root);
    found.filter((box) => !box.dataset.polling).forEach((box) => { box.dataset.polling = "1"; poll(box); });
    root.querySelectorAll("form").forEach((form) => { if (form.querySelector("[data-picked]")) count(form); });
  };
  begin(document.documentElement);
  document.querySelector(".errors[data-focus]")?.focus();
  setTimeout(() => document.querySelectorAll("[data-said]").forEach((one) => { one.textContent = one.dataset.said; }), 250);
})();
