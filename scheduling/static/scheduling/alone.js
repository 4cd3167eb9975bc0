/* The desk without a network: check in, walk in, take back; everything stays on the device until the network is back. */
(async () => {
  "use strict";
  const camp = location.pathname.split("/")[2], at = (name) => document.querySelector(`[data-at="${name}"]`);
  const words = at("words").dataset, fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name] ?? "");
  const zone = (await kept.held(camp))?.zone, hour = (when) => kept.clock(when, zone);
  const since = Date.now(), field = at("find").elements.q;

  const make = (tag, text = "", attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };
  const button = (text, does, quiet = false) => {
    const made = make("button", text, { type: "button", class: quiet ? "btn quiet" : "btn" });
    made.addEventListener("click", () => { made.disabled = true; does(); });
    return made;
  };
  const token = (letter, number) => `${letter}-${String(number).padStart(3, "0")}`;

  const banner = async (state) => {
    const waiting = (await kept.unsent(camp)).length, said = state === "ok" ? words.back : state === "out" ? words.out : words.since;
    at("banner").textContent = fill(said, { time: hour(since), n: waiting });
    at("sign-in").hidden = state !== "out";
  };

  const list = async () => {
    const acts = (await kept.acts(camp)).reverse(), taken = new Set(acts.map((act) => act.of).filter(Boolean));
    at("acts").replaceChildren(...acts.filter((act) => act.kind !== "undo").map((act) => {
      const row = make("li", "", taken.has(act.id) ? { class: "gone" } : {});
      row.append(make("strong", act.token, { class: "token" }), make("span", `${act.who || ""} ${hour(act.at)}`));
      if (act.why || act.holds) row.append(make("span", act.holds ? fill(words.holds, { token: act.holds }) : `${act.why} ${act.cure}`, { class: "err" }), button(words.seen, () => kept.remove(act).then(list), true));
      else if (!taken.has(act.id)) row.append(button(words.undo, () => kept.add(camp, { kind: "undo", of: act.id, token: act.token }).then(list).then(banner), true));
      return row;
    }));
  };

  const given = async (act) => {
    const { letter } = await kept.held(camp), number = await kept.nextNumber(camp);
    const row = await kept.add(camp, { ...act, number, token: token(letter, number) });
    at("given").textContent = fill(words.given, { token: row.token });
    at("found").replaceChildren();
    field.value = "";
    field.focus();
    await list();
    await banner();
  };

  const hereAlready = async (person) => {
    const acts = await kept.acts(camp), taken = new Set(acts.map((act) => act.of));
    return person.token || acts.find((act) => act.registration === person.key && !taken.has(act.id))?.token || "";
  };

  at("find").addEventListener("submit", async (event) => {
    event.preventDefault();
    at("given").textContent = "";
    const people = await kept.find(camp, field.value);
    const rows = await Promise.all(people.map(async (person) => {
      const row = make("li", "", { class: "card person" }), already = await hereAlready(person);
      row.append(make("h2", `${person.card} ${person.initials}`), make("p", person.at ? fill(words.booked, { at: person.at }) : words.unbooked));
      if (already) row.append(make("p", fill(words.here, { token: already })));
      else row.append(button(person.at && !person.today ? words.anyway : words.checkIn, () =>
        given({ kind: "check_in", registration: person.key, who: `${person.card} ${person.initials}` })));
      return row;
    }));
    at("found").replaceChildren(...(rows.length ? rows : [make("li", words.nobody)]));
    at("found").querySelector("button")?.focus();
  });

  at("walk-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target, fields = Object.fromEntries(new FormData(form));
    if (!/\p{L}/u.test(fields.name)) { form.elements.name.focus(); at("given").textContent = words.noName; return; }
    form.reset();
    await given({ kind: "walk_in", fields, who: fields.name.trim().split(/\s+/).slice(0, 3).map((word) => word[0] + ".").join(" ") });
  });

  let clock;
  const lookForNetwork = async () => {
    const { state } = (await kept.unsent(camp)).length ? await kept.send(camp) : { state: await kept.refresh(camp) };
    if (state === "ok" && !(await kept.acts(camp)).length) return location.replace(`/camps/${camp}/desk/`);
    if (state === "closed") return location.replace(`/camps/${camp}/desk/`);
    await list();
    await banner(state);
    clearTimeout(clock);
    clock = setTimeout(lookForNetwork, 5000);
  };
  at("again").addEventListener("click", lookForNetwork);
  at("sign-in").href = `/sign-in/?next=${encodeURIComponent(location.pathname)}`;

  const gone = await kept.wipeOld(camp);
  const there = await kept.held(camp);
  at("desk").hidden = !there;
  at("nothing").hidden = Boolean(there);
  at("title").textContent = there ? fill(words.heading, { letter: there.letter, camp: there.camp }) : words.noDesk;
  if (gone) at("given").textContent = fill(words.wiped, { n: gone });
  await list();
  await banner();
  field.focus();
  setTimeout(lookForNetwork, 1000);
})();
