/* The day view: carry an appointment, or somebody who waits, to another place with a mouse or a held finger.
   Nothing is decided or written here. While it is carried the server is asked whether the place fits; a drop opens the
   page that asks "Move here?" as a dialog, and that page's own button writes. Without this file every block is a link.
   [data-hand]   the grid and the list beside it          [data-lane]    a station; its rows are five minutes each
   [data-carry]  what can be picked up: the page that decides; -fits whom to ask, -minutes, -name, and for an
                 appointment its id (-appointment) and the page that swaps (-swap)                                      */
(() => {
  "use strict";
  const hand = document.querySelector("[data-hand]"), grid = hand?.querySelector(".day");
  if (!grid || !window.PointerEvent || !window.HTMLDialogElement) return;

  const ROW = 5 * 60_000, HOLD = 450, NEAR = 6, WOBBLE = 10, PAUSE = 150, EDGE = 48;
  const opens = Date.parse(grid.dataset.opens);
  const clock = new Intl.DateTimeFormat("en", { timeZone: grid.dataset.zone, hour: "numeric", minute: "2-digit" });
  const hour = (at) => clock.format(at).replace(/\s/g, "").toLowerCase();
  const say = (value) => document.dispatchEvent(new CustomEvent("say", { detail: { value } }));
  const ghost = document.createElement("div"), dialog = document.createElement("dialog");
  ghost.className = "ghost";
  ghost.hidden = true;
  dialog.className = "question";
  document.body.append(ghost, dialog);

  let press = null;   // a button or finger is down on something that can be carried
  let carry = null;   // it is in the air
  let swallow = false; // the click that ends a drag opens no link

  /* Where it would land: a station and a row of its grid, or another appointment; null outside the stations. */
  const landing = ({ x, y }) => {
    const under = document.elementFromPoint(x, y), lane = under?.closest("[data-lane]");
    if (!lane || !hand.contains(lane)) return null;
    const rows = lane.querySelector("ol"), box = rows.getBoundingClientRect();
    const other = carry.thing.dataset.swap && under.closest("[data-appointment]");
    if (other && other !== carry.thing) {
      const its = other.getBoundingClientRect();
      return { ask: { with: other.dataset.appointment }, page: carry.thing.dataset.swap, title: other.dataset.name,
        left: its.left, top: its.top, width: its.width, height: its.height };
    }
    const high = parseFloat(getComputedStyle(rows).gridAutoRows), last = Math.max(0, Math.round(box.height / high) - 1);
    const row = Math.min(Math.max(0, Math.round((y - carry.grip - box.top) / high)), last);
    const starts = opens + row * ROW, minutes = Number(carry.thing.dataset.minutes) || 10;
    return { ask: { station: lane.dataset.lane, start: new Date(starts).toISOString() }, page: carry.thing.dataset.carry,
      title: `${lane.querySelector("h3").textContent}, ${hour(starts)} – ${hour(starts + minutes * 60_000)}`,
      left: box.left + 4, top: box.top + row * high, width: box.width - 8, height: minutes / 5 * high };
  };

  const show = (tone, words) => {
    const at = carry.target, style = ghost.style;
    ghost.className = `ghost ${tone}`;
    ghost.replaceChildren(...[carry.thing.dataset.name, at?.title, words].filter(Boolean).map((text, n) => {
      const line = document.createElement(n ? "span" : "b");
      line.textContent = text;
      return line;
    }));
    style.left = `${at ? at.left : carry.x + 12}px`;
    style.top = `${at ? at.top : carry.y - carry.grip}px`;
    style.width = at ? `${at.width}px` : "";
    style.minHeight = at ? `${at.height}px` : "";
    ghost.hidden = false;
  };

  /* Once for each place, after a short rest over it; the answer for a place that was left is kept, not shown. */
  const ask = () => {
    const key = new URLSearchParams(carry.target.ask).toString(), known = carry.known.get(key), mine = carry;
    carry.key = key;
    clearTimeout(carry.timer);
    if (known) return show(known.tone, known.words);
    show("", hand.dataset.asking);
    carry.timer = setTimeout(async () => {
      let found;
      try {
        const answer = await fetch(`${mine.thing.dataset.fits}?${key}`, { credentials: "same-origin", cache: "no-store" });
        found = await answer.json();
        mine.known.set(key, found);
      } catch { found = { tone: "warn", words: hand.dataset.failed }; }
      if (carry !== mine || mine.key !== key) return;
      show(found.tone, found.words);
      say(`${mine.target.title}: ${found.words}`);
    }, PAUSE);
  };

  const follow = (at) => {
    Object.assign(carry, { x: at.clientX ?? carry.x, y: at.clientY ?? carry.y });
    carry.target = landing(carry);
    if (carry.target) return ask();
    clearTimeout(carry.timer);
    carry.key = "";
    show("", "");
  };

  /* Near an edge the grid, or the page, moves on by itself. */
  const drift = () => {
    if (!carry) return;
    const box = grid.getBoundingClientRect(), { x, y } = carry, inside = y > box.top && y < box.bottom;
    const aside = inside && x > box.right - EDGE ? 10 : inside && x < box.left + EDGE ? -10 : 0;
    const down = y > innerHeight - EDGE ? 10 : y < EDGE ? -10 : 0;
    const before = grid.scrollLeft + scrollY;
    grid.scrollLeft += aside;
    if (down) scrollBy(0, down);
    if (grid.scrollLeft + scrollY !== before) follow({});
    requestAnimationFrame(drift);
  };

  const lift = () => {
    const { thing, x, y, id } = press, box = thing.getBoundingClientRect();
    clearTimeout(press.timer);
    press = null;
    swallow = true;
    carry = { thing, x, y, id, grip: thing.dataset.appointment ? y - box.top : 8, known: new Map(), target: null };
    thing.classList.add("lifted");
    document.documentElement.classList.add("carrying");
    try { thing.setPointerCapture(id); } catch { /* the finger is up already; pointerup follows */ }
    say(hand.dataset.lifted.replace("%s", thing.dataset.name));
    follow({});
    requestAnimationFrame(drift);
  };

  const let_go = () => {
    const was = carry;
    clearTimeout(carry.timer);
    carry.thing.classList.remove("lifted");
    document.documentElement.classList.remove("carrying");
    ghost.hidden = true;
    carry = null;
    return was;
  };
  const put_back = () => { let_go(); say(hand.dataset.back); };

  const drop = async () => {
    const { thing, target } = let_go();
    if (!target) return say(hand.dataset.back);
    const url = `${target.page}?${new URLSearchParams(target.ask)}`;
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin", cache: "no-store" });
      if (answer.redirected || !answer.ok) return location.assign(url);
      dialog.innerHTML = await answer.text();
    } catch { return location.assign(url); }
    dialog.returnTo = thing;
    dialog.setAttribute("aria-label", dialog.querySelector("h2").textContent);
    dialog.showModal();
    dialog.querySelector("[data-focus]")?.focus();
  };

  hand.addEventListener("pointerdown", (event) => {
    swallow = false;
    const thing = event.target.closest("[data-carry]");
    if (!thing || event.button !== 0 || !event.isPrimary || carry) return;
    press = { thing, x: event.clientX, y: event.clientY, id: event.pointerId, touch: event.pointerType !== "mouse" };
    if (press.touch) press.timer = setTimeout(lift, HOLD);
  });
  document.addEventListener("pointermove", (event) => {
    if (carry?.id === event.pointerId) return follow(event);
    if (press?.id !== event.pointerId) return;
    const far = Math.hypot(event.clientX - press.x, event.clientY - press.y);
    if (press.touch && far > WOBBLE) { clearTimeout(press.timer); press = null; } // it scrolls
    else if (!press.touch && far > NEAR) { lift(); follow(event); }
  });
  document.addEventListener("pointerup", (event) => {
    clearTimeout(press?.timer);
    press = null;
    if (carry?.id === event.pointerId) drop();
  });
  document.addEventListener("pointercancel", () => { clearTimeout(press?.timer); press = null; if (carry) put_back(); });
  document.addEventListener("keydown", (event) => { if (carry && event.key === "Escape") { event.preventDefault(); put_back(); } });
  document.addEventListener("touchmove", (event) => { if (carry) event.preventDefault(); }, { passive: false });
  addEventListener("scroll", () => { if (carry) follow({}); }, { passive: true });
  hand.addEventListener("contextmenu", (event) => { if (carry || press?.touch) event.preventDefault(); });
  hand.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    if (swallow && event.detail !== 0 && hand.contains(event.target)) { event.preventDefault(); event.stopPropagation(); }
    swallow = false;
  }, true);
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-put-back]") || event.target === dialog) { event.preventDefault(); dialog.close(); }
  });
  dialog.addEventListener("close", () => { dialog.returnTo?.focus(); say(hand.dataset.back); });
})();
