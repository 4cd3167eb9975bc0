/* The queue page on a phone: asks every 15 seconds what changed, says it aloud, and says when nothing answers.
   Plain words for old phones; without it the page reloads itself each minute. */
(function () {
  "use strict";
  var box = document.getElementById("queue"), said = document.getElementById("said");
  if (!box) return;
  if (!window.fetch) { setTimeout(function () { location.reload(); }, 60000); return; }
  var tag = box.dataset.pollTag, fails = 0, timer = 0;
  function text(id) { var found = document.getElementById(id); return found ? found.textContent : ""; }
  function next() { timer = setTimeout(ask, 15000 * Math.min(Math.pow(2, fails), 8) * (0.9 + Math.random() * 0.2)); }
  function swap(html) {
    var active = document.activeElement, id = box.contains(active) ? active.id : "", before = text("now"), asked = text("ask");
    var open = Array.prototype.map.call(box.querySelectorAll("details[open]"), function (one) { return one.id; });
    box.innerHTML = html;
    open.forEach(function (name) { var one = document.getElementById(name); if (one) one.open = true; });
    var again = id && document.getElementById(id);
    if (again) again.focus();
    var called = box.querySelector("[data-call]"), news = text("now") !== before, question = text("ask") !== asked && text("ask");
    if (!news && !question) return;
    document.title = text("now");
    said.textContent = [news && text("now"), question].filter(Boolean).join(". ");
    if ((question || (news && called)) && navigator.vibrate) navigator.vibrate([300, 100, 300]);
  }
  function lost() {
    var place = document.getElementById("updated");
    if (!place || place.dataset.lost) return;
    place.dataset.lost = "1";
    place.textContent += " " + box.dataset.off;
  }
  function ask() {
    timer = 0;
    if (document.hidden) return next();
    var headers = { "HX-Request": "true" };
    if (tag) headers["If-None-Match"] = tag;
    fetch(box.dataset.poll, { headers: headers, credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (answer.redirected || answer.status === 410) return location.reload();
      fails = answer.ok || answer.status === 304 ? 0 : fails + 1;
      if (fails) lost();
      if (answer.status === 200) {
        tag = answer.headers.get("ETag");
        return answer.text().then(swap);
      }
    }).catch(function () { fails += 1; lost(); }).then(next);
  }
  document.addEventListener("visibilitychange", function () {
    if (timer && !document.hidden) { clearTimeout(timer); ask(); }
  });
  next();
})();
