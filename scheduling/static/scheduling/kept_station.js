/* What a station's device keeps for an outage: tokens and initials of who is there and of whom it alone may call, until
   when, and the acts not yet sent. One tab at a time speaks: the server frees nobody whom this device may still have. */
window.keptStation = (() => {
  "use strict";
  const name = (camp, pk) => `${camp}/${pk}`, url = (camp, pk, what) => `/camps/${camp}/stations/${pk}/live/${what}/`;
  const able = () => Boolean(window.isSecureContext && navigator.serviceWorker && navigator.locks && crypto.randomUUID && AbortSignal.timeout);
  const locked = (work) => navigator.locks.request("campline-station", work);

  /* Answers [state, what was said]: "ok", "away" (no network), "out" (signed out) or "gone" (it holds nobody any more). */
  const say = async (address, { csrf, body } = {}) => {
    const headers = { "HX-Request": "true", "If-None-Match": '"none"' }; // not a sign of a person's life
    const how = { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(8000) };
    if (body) Object.assign(how, { method: "POST", body: JSON.stringify(body), headers: { ...headers, "Content-Type": "application/json", "X-CSRFToken": csrf } });
    try {
      const answer = await fetch(address, how);
      if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return ["out"];
      if (answer.status === 410) return ["gone"];
      return answer.ok ? ["ok", await answer.json()] : ["away"];
    } catch { return ["away"]; }
  };

  /* Says what is stored and stores whom this device may call from now on. Its time counts from before it asked. */
  const asked = async (camp, pk, csrf) => {
    const before = (await kept.held(name(camp, pk))) || {}, has = (before.held || []).map(({ ticket }) => ticket);
    const sent = Date.now(), number = Math.max(sent, (before.number || 0) + 1);
    await kept.hold(name(camp, pk), { ...before, number });
    const [state, found] = await say(url(camp, pk, "hold"), { csrf, body: { number, has } });
    if (state === "gone") await kept.hold(name(camp, pk), null);
    if (state !== "ok") return { state };
    await kept.hold(name(camp, pk), { ...found, number, sent, at: Date.now() });
    await kept.hold(`${camp} station`, pk); // `held camp station`: which one this device is ready for
    return { state, held: found.held, same: String(found.held.map(({ ticket }) => ticket)) === String(has) };
  };
  /* Twice where something changed: what was given back is free for others as soon as we say so. */
  const renew = (camp, pk, csrf) => locked(async () => {
    const first = await asked(camp, pk, csrf);
    return first.state === "ok" && !first.same ? asked(camp, pk, csrf) : first;
  });

  /* Sends the acts in their order. They go once they were taken in and what they led to is stored here. */
  const send = (camp, pk) => locked(async () => {
    const waiting = await kept.unsent(name(camp, pk)), [state, found] = await say(url(camp, pk, "hold"));
    if (state !== "ok") return { state, done: 0 };
    for (let from = 0; from < waiting.length; from += 50) {
      const acts = waiting.slice(from, from + 50).map(({ id, kind, at, ticket, lane, of }) => ({ id, kind, at, ticket, lane, of }));
      const [how] = await say(url(camp, pk, "sync"), { csrf: found.csrf, body: { sent_at: new Date().toISOString(), acts } });
      if (how !== "ok") return { state: how, done: 0 };
    }
    const { state: now } = await asked(camp, pk, found.csrf);
    if (now !== "ok" && now !== "gone") return { state: now, done: 0 };
    for (const act of waiting) await kept.remove(act);
    return { state: "ok", done: waiting.length };
  });

  const LEADS_TO = { call: "called", recall: "called", start: "serving", miss: "missed", park: "parked", finish: "done", send_on: "done" };
  /* How everybody stands by what is stored and what was done here since. */
  const standing = async (camp, pk) => {
    const there = await kept.held(name(camp, pk));
    if (!there?.held) return null;
    const acts = await kept.acts(name(camp, pk)), undone = new Set(acts.map(({ of }) => of).filter(Boolean));
    const people = new Map();
    there.here.forEach((one) => people.set(one.ticket, { ...one }));
    there.held.forEach((one) => people.set(one.ticket, { ...one, state: "held" }));
    const last = new Map();
    acts.forEach((act) => {
      const one = people.get(act.ticket);
      if (act.kind === "undo") last.delete(act.ticket); // as on the page with a network: one step back, no further
      if (!one || act.kind === "undo" || undone.has(act.id)) return;
      one.state = LEADS_TO[act.kind];
      if (act.kind === "call") one.calls = 1;
      if (act.kind === "recall") one.calls += 1;
      last.set(act.ticket, act.id);
    });
    const until = there.sent + there.lasts * 1000, mayCall = Date.now() >= there.sent && Date.now() < until;
    return { there, acts, undone, last, people: [...people.values()], until, mayCall };
  };

  return { able, name, renew, say, send, standing };
})();
