/* A station without a network: calls those whom this device holds, sends them on; all stays here until it is back. */
(async () => {
  "use strict";
  const at = (name) => document.querySelector(`[data-at="${name}"]`), words = at("words").dataset;
  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name] ?? "");
  const [, , camp, kind, number] = location.pathname.split("/");
  const pk = kind === "stations" ? number : await kept.held(`${camp} station`);
  const key = keptStation.name(camp, pk), zone = (await kept.held(key))?.zone, hour = (when) => kept.clock(when, zone);
  const since = Date.now(), back = `/camps/${camp}/stations/${pk}/live/`;

  const make = (tag, text = "", attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    return made;
  };
  const button = (text, id, does, { key: letter = "", loud = false, who = "" } = {}) => {
    const made = make("button", text + (letter ? " " : ""), { type: "button", id, class: loud ? "btn" : "btn quiet" });
    if (letter) { made.append(make("kbd", letter.toUpperCase())); made.dataset.key = letter; }
    if (who) made.append(make("span", " " + who, { class: "vh" }));
    made.addEventListener("click", () => { made.disabled = true; does(); });
    return made;
  };
  const person = (one) => [make("bdi", one.token, { class: "token" }), document.createTextNode(" "), make("bdi", one.initials)];
  const said = (act) => (act.kind === "send_on" ? fill(words.sendOn, { lane: act.laneName }) : words[act.kind]);

  const act = async (one, what, more = {}) => {
    await kept.add(key, { kind: what, ticket: one.ticket, token: one.token, ...more });
    await show();
    at("given").textContent = what === "call" || what === "recall" ? fill(words.aloud, { token: one.token }) : "";
  };

  const cardOf = (one, there) => {
    const card = make("article", "", { class: one.state === "serving" ? "card here ok" : "card here info" });
    const heading = make("h3"), row = make("div", "", { class: "acts" }), called = one.state === "called";
    heading.append(...person(one));
    if (called) {
      row.append(button(words.start, `start${one.ticket}`, () => act(one, "start"), { key: "i", loud: true, who: one.token }));
      if (one.calls < there.calls) row.append(button(words.recall, `recall${one.ticket}`, () => act(one, "recall"), { key: "c", who: one.token }));
      row.append(button(words.miss, `miss${one.ticket}`, () => act(one, "miss"), { key: "m", who: one.token }));
    }
    const on = (lane, label, how) => button(fill(words.sendOn, { lane: label }), `on${one.ticket}${lane}`, () => act(one, "send_on", { lane, laneName: label }), { who: one.token, ...how });
    const lanes = there.lanes.filter(([lane]) => lane !== there.serves), usual = lanes.find(([lane]) => lane === one.next);
    row.append(usual ? on(...usual, { key: "s", loud: !called }) : button(words.finish, `on${one.ticket}`, () => act(one, "finish"), { key: "s", loud: !called, who: one.token }));
    row.append(button(words.park, `park${one.ticket}`, () => act(one, "park"), { who: one.token }));
    const more = make("details", "", { class: "more" });
    more.append(make("summary", words.elsewhere, { id: `other${one.ticket}` }));
    const others = make("div", "", { class: "acts" });
    lanes.filter((lane) => lane !== usual).forEach((lane) => others.append(on(...lane, {})));
    if (usual) others.append(button(words.finish, `done${one.ticket}`, () => act(one, "finish"), { who: one.token }));
    more.append(others);
    card.append(heading, make("p", called ? fill(words.calledTimes, { n: one.calls, most: there.calls }) : words.serving), row, more);
    return card;
  };

  const listOf = (place, people, room) => {
    place.replaceChildren(...people.map((one) => {
      const row = make("li"), who = make("span", "", { class: "who" });
      who.append(...person(one));
      row.append(who);
      if (room) row.append(button(words.callThis, `call${one.ticket}`, () => act(one, "call"), { who: one.token }));
      return row;
    }));
    place.parentElement.hidden = !people.length;
  };

  const show = async () => {
    const focused = document.activeElement?.id || "", now = await keptStation.standing(camp, pk);
    at("station").hidden = !now;
    at("nothing").hidden = Boolean(now);
    const acts = now ? now.acts : await kept.acts(key);
    if (now) {
      const { there, people } = now, of = (...states) => people.filter((one) => states.includes(one.state));
      const here = of("called", "serving"), held = of("held"), room = here.length < there.beds;
      at("title").textContent = there.station;
      at("here").replaceChildren(...(here.length ? here.map((one) => cardOf(one, there)) : [make("p", words.nobody, { class: "muted" })]));
      const next = held[0], calls = next && room && now.mayCall;
      if (calls) {
        const call = button("", "call-next", () => act(next, "call"), { loud: true }), label = make("span", words.callNext + " "), who = make("strong");
        label.append(make("kbd", "N"));
        who.append(...person(next));
        call.dataset.key = "n";
        call.classList.add("call-next");
        call.append(label, who);
        at("next").replaceChildren(call);
      } else {
        const why = !now.mayCall ? fill(words.over, { time: hour(now.until) }) : next ? fill(words.full, { token: next.token, initials: next.initials }) : words.noMore;
        at("next").replaceChildren(make("p", why, { class: "next-up" }));
      }
      at("until").textContent = now.mayCall ? fill(words.until, { time: hour(now.until) }) : "";
      listOf(at("held"), held, false);
      listOf(at("aside"), of("parked", "missed"), room && now.mayCall);
    }
    at("acts").replaceChildren(...[...acts].reverse().filter((one) => one.kind !== "undo").map((one) => {
      const gone = now?.undone.has(one.id), row = make("li", "", gone ? { class: "gone" } : {});
      row.append(make("strong", one.token, { class: "token" }), make("span", `${said(one)} ${hour(one.at)}`));
      if (!gone && now?.last.get(one.ticket) === one.id) row.append(button(words.undo, `undo${one.id}`, () => act(one, "undo", { of: one.id }), { key: one === acts.findLast((any) => any.kind !== "undo") ? "u" : "", who: one.token }));
      return row;
    }));
    at("none").hidden = acts.length > 0;
    if (focused && !document.activeElement?.id) (document.getElementById(focused) || at("here").querySelector("button") || at("next").querySelector("button") || at("title")).focus();
    await banner();
  };

  let state = "away";
  const banner = async () => {
    const n = (await kept.unsent(key)).length, how = state === "out" ? words.out : state === "ok" ? words.back : words.since;
    const text = fill(how, { time: hour(since), n });
    if (at("banner").textContent !== text) at("banner").textContent = text;
    at("sign-in").hidden = state !== "out";
  };
  let clock = 0;
  const lookForNetwork = async () => {
    clearTimeout(clock);
    ({ state } = await keptStation.send(camp, pk));
    if (state === "ok") return location.replace(back);
    await banner();
    clock = setTimeout(lookForNetwork, 5000);
  };

  at("again").addEventListener("click", lookForNetwork);
  at("sign-in").href = `/sign-in/?next=${encodeURIComponent(back)}`;
  const gone = await kept.wipeOld(key);
  if (gone) at("given").textContent = fill(words.wiped, { n: gone });
  await show();
  setInterval(async () => { if (!(await keptStation.standing(camp, pk))?.mayCall) await show(); }, 30_000);
  setTimeout(lookForNetwork, 1000);
})();
