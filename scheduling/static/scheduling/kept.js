/* What a desk's device keeps for an outage, in IndexedDB: numbers and initials, the acts not yet sent, and the details of
   walk-ins sealed with a key that never leaves the browser. Wiped at sign-out (Clear-Site-Data) and after 16 hours.
   A station's device keeps its own here too (kept_station.js), under "camp/station" for a camp. */
window.kept = (() => {
  "use strict";
  const HOURS = 16, OLD = HOURS * 3600 * 1000;
  const NIGHT = 4 * 3600 * 1000;  // a day at a desk ends at four, as on the server: its numbers go on past midnight

  /* A camp's hours and days are its venue's, whatever zone the device came with. */
  const inZone = (zone, more = {}) => ({ ...more, timeZone: zone || undefined });
  const clock = (when, zone) => new Date(when).toLocaleTimeString("en-US", inZone(zone, { hour: "numeric", minute: "2-digit" })).replace(/\s/, "").toLowerCase();

  const opened = new Promise((resolve, reject) => {
    const asked = indexedDB.open("campline", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("things");
      asked.result.createObjectStore("acts", { keyPath: "order", autoIncrement: true });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const within = async (store, mode, does) => {
    const database = await opened;
    return new Promise((resolve, reject) => {
      const act = database.transaction(store, mode), asked = does(act.objectStore(store));
      act.oncomplete = () => resolve(asked?.result);
      act.onerror = act.onabort = () => reject(act.error);
    });
  };
  const get = (name) => within("things", "readonly", (things) => things.get(name));
  const put = (name, value) => within("things", "readwrite", (things) => things.put(value, name));

  /* The key is made once and can't be read out, only used. */
  const key = async () => {
    const there = await get("key");
    if (there) return there;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await put("key", made);
    return made;
  };
  const seal = async (fields) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(fields));
    return { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text) };
  };
  const unseal = async ({ iv, text }) =>
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), text)));

  const acts = async (camp) => ((await within("acts", "readonly", (all) => all.getAll())) || []).filter((act) => act.camp === camp);
  const unsent = async (camp) => (await acts(camp)).filter((act) => !act.why && !act.holds);
  const add = async (camp, act) => {
    const { fields, ...plain } = act;
    const row = { id: crypto.randomUUID(), at: new Date().toISOString(), ...plain, camp };
    if (fields) row.sealed = await seal(fields);
    await within("acts", "readwrite", (all) => all.add(row));
    return row;
  };
  const change = (act) => within("acts", "readwrite", (all) => all.put(act));
  const remove = (act) => within("acts", "readwrite", (all) => all.delete(act.order));
  const held = (camp) => get("held " + camp);
  const hold = (camp, found) => put("held " + camp, found);

  /* Everything older than 16 hours goes; says how many acts went with it. */
  const wipeOld = async (camp, now = Date.now()) => {
    const there = await held(camp);
    if (there && now - there.at > OLD) await put("held " + camp, null);
    const old = (await acts(camp)).filter((act) => now - Date.parse(act.at) > OLD);
    for (const act of old) await remove(act);
    return old.length;
  };

  /* Reads what may be kept. Answers "ok", "away" (no network), "out" (signed out) or "closed" (no desk here). */
  const refresh = async (camp) => {
    const before = await held(camp), headers = { "HX-Request": "true" };
    if (before?.tag) headers["If-None-Match"] = before.tag;
    try {
      const answer = await fetch(`/camps/${camp}/desk/held/`, { headers, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(8000) });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return "out";
      if (answer.status === 422) return "closed";
      if (answer.status === 304) { await put("held " + camp, { ...before, at: Date.now() }); return "ok"; }
      if (!answer.ok) return "away";
      const found = await answer.json(), ours = (before?.letter === found.letter && before?.mine) || 0;
      await put("held " + camp, { ...found, tag: answer.headers.get("ETag") || "", at: Date.now(), mine: ours });
      return "ok";
    } catch { return "away"; }
  };

  /* The number that this device gives next: after the last one the server knows and the last one given here. */
  const nextNumber = async (camp) => {
    const there = await held(camp), today = new Date(Date.now() - NIGHT).toLocaleDateString("en-CA", inZone(there.zone));
    const own = there.mine?.day === today ? there.mine.number : 0;
    const number = Math.max(there.last, own) + 1;
    await put("held " + camp, { ...there, mine: { day: today, number } });
    return number;
  };

  /* Sends the acts in their order. What was taken in goes; what was refused, or was checked in elsewhere before under
     another number, stays until a person has seen it. */
  const send = async (camp) => {
    const waiting = await unsent(camp);
    if (!waiting.length) return { state: "ok", done: [] };
    const state = await refresh(camp);
    if (state !== "ok") return { state, done: [] };
    const there = await held(camp), done = [];
    for (let from = 0; from < waiting.length; from += 50) {
      const part = waiting.slice(from, from + 50), sent = [];
      for (const { id, kind, at, number, registration, of, sealed } of part) {
        sent.push({ id, kind, at, number, registration, of, fields: sealed ? await unseal(sealed) : undefined });
      }
      let answer;
      try {
        answer = await fetch(`/camps/${camp}/desk/sync/`, {
          method: "POST", body: JSON.stringify({ sent_at: new Date().toISOString(), acts: sent }), redirect: "manual", cache: "no-store",
          headers: { "Content-Type": "application/json", "X-CSRFToken": there.csrf, "HX-Request": "true" },
        });
      } catch { return { state: "away", done }; }
      if (answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return { state: "out", done };
      if (!answer.ok) return { state: "away", done };
      for (const one of (await answer.json()).done) {
        const act = part.find(({ id }) => id === one.client_id);
        const { sealed, ...plain } = act; // taken in: the details go
        if (one.why) await change({ ...act, why: one.why, cure: one.cure });
        else if (one.already) await change({ ...plain, holds: one.token });
        else await remove(act);
        if (!one.why) done.push(one);
      }
    }
    return { state: "ok", done };
  };

  /* Who matches what was scanned or typed: the code of a card, its number, a token of today, initials. */
  const find = async (camp, text) => {
    const people = (await held(camp))?.people || [], typed = text.trim();
    const code = typed.match(/\/v\/([\w-]{20,24})/)?.[1] || (/^[\w-]{22}$/.test(typed) ? typed : "");
    if (code) {
      const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code));
      const mark = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 12);
      return people.filter((one) => one.mark === mark);
    }
    const plain = (words) => words.toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/^([A-Z]{1,2})0+(?=\d)/, "$1");
    if (/^\d+$/.test(typed)) return people.filter((one) => Number(one.card) === Number(typed));
    return typed ? people.filter((one) => plain(one.token) === plain(typed) || plain(one.initials) === plain(typed)).slice(0, 12) : [];
  };

  return { acts, add, clock, find, held, hold, nextNumber, refresh, remove, send, unsent, wipeOld };
})();
