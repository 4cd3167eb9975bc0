{% load static %}/* Campline's service worker: when the page of a desk or of a station can't be fetched, the page that works alone is shown
   in its place. It keeps these pages and their files and nothing else: no answer of the server, nobody's data. */
"use strict";
const SHELL = "{% url 'scheduling:offline' %}", STATION_SHELL = "{% url 'scheduling:offline_station' %}";
const FILES = [SHELL, STATION_SHELL, "{% static 'camps/console.css' %}", "{% static 'scheduling/desk.css' %}", "{% static 'scheduling/kept.js' %}", "{% static 'scheduling/alone.js' %}", "{% static 'scheduling/live.css' %}", "{% static 'scheduling/kept_station.js' %}", "{% static 'scheduling/alone_station.js' %}", "{% static 'scheduling/station.js' %}", "{% static 'camps/favicon.svg' %}"];
const NAME = "campline-desk-2";
const DESK = /^\/camps\/[^/]+\/desk\//;
const STATION = /^\/camps\/[^/]+\/(stations\/\d+\/live|queue)\//; // what a station's buttons post to, too
const PATIENCE = 8000; // a network that hangs is none

addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES.map((url) => new Request(url, { cache: "reload" })))).then(() => skipWaiting()));
});
addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("campline-") && name !== NAME);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => clients.claim()));
});

const page = async (request, shell) => {
  const alone = () => caches.match(shell);
  const waiting = new AbortController(), clock = setTimeout(() => waiting.abort(), PATIENCE);
  try {
    // A form that was sent is never cut off: whether it arrived would not be known.
    const answer = await fetch(request, request.method === "GET" ? { signal: waiting.signal } : {});
    return [502, 503, 504].includes(answer.status) ? (await alone()) || answer : answer;
  } catch (error) {
    const found = await alone();
    if (found) return found;
    throw error;
  } finally {
    clearTimeout(clock);
  }
};

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate" && DESK.test(url.pathname)) event.respondWith(page(request, SHELL));
  else if (request.mode === "navigate" && STATION.test(url.pathname)) event.respondWith(page(request, STATION_SHELL));
  else if (FILES.includes(url.pathname)) event.respondWith(fetch(request).catch(() => caches.match(url.pathname)));
});
