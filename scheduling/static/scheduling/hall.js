/* The hall board says each new call: to screen readers always, aloud with a chime where somebody switched that on here.
   Nobody scrolls a screen on a wall: where its lanes don't fit, they take turns. */
(() => {
  "use strict";
  const main = document.querySelector("main"), place = document.getElementById("calls"), KEPT = "campline.speak";
  const turn = document.querySelector("[data-speak]"), voice = window.speechSynthesis;
  const calls = () => new Map([...main.querySelectorAll("[data-call]")].map((one) => [one.dataset.call, one.dataset.say]));
  const kept = () => { try { return localStorage.getItem(KEPT) === "on"; } catch { return false; } };
  const store = (value) => { try { localStorage.setItem(KEPT, value); } catch { /* for as long as the page is open */ } };
  let known = calls(), on = Boolean(voice) && kept(), sound = null;

  const chime = () => {
    const Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) return;
    sound ||= new Sound();
    const tone = sound.createOscillator(), loud = sound.createGain(), from = sound.currentTime;
    tone.frequency.setValueAtTime(660, from);
    tone.frequency.setValueAtTime(880, from + 0.2);
    loud.gain.setValueAtTime(0.2, from);
    loud.gain.exponentialRampToValueAtTime(0.001, from + 0.6);
    tone.connect(loud).connect(sound.destination);
    tone.start(from);
    tone.stop(from + 0.6);
  };
  const speak = (text) => {
    const said = new SpeechSynthesisUtterance(text);
    said.lang = document.documentElement.lang;
    voice.speak(said);
  };
  const show = () => { turn.setAttribute("aria-pressed", String(on)); turn.textContent = on ? turn.dataset.on : turn.dataset.off; };

  turn.addEventListener("click", () => { on = !on; store(on ? "on" : "off"); show(); if (on) chime(); else voice.cancel(); });
  const wall = matchMedia("(min-width: 60rem)"), TURN_MS = 8000;
  const fits = () => document.documentElement.scrollHeight <= innerHeight;
  let first = 0, shown = 0;
  const fit = () => {
    const lanes = [...main.querySelectorAll(".lane")];
    lanes.forEach((lane) => { lane.hidden = false; });
    if (first >= lanes.length) first = 0;
    shown = lanes.length;
    if (!wall.matches || fits()) return;
    lanes.forEach((lane) => { lane.hidden = true; });
    shown = 0;
    for (const lane of lanes.slice(first)) {
      lane.hidden = false;
      if (shown && !fits()) { lane.hidden = true; break; }
      shown += 1;
    }
  };
  setInterval(() => { first += shown; fit(); }, TURN_MS);
  addEventListener("resize", fit);
  fit();

  new MutationObserver(() => {
    fit();
    const now = calls(), fresh = [...now].filter(([key]) => !known.has(key)).map(([, said]) => said);
    known = now;
    if (!fresh.length) return;
    place.textContent = fresh.reverse().join(". ");
    if (on) { chime(); fresh.forEach(speak); }
  }).observe(main, { childList: true });
  if (voice) { turn.hidden = false; show(); }
})();
