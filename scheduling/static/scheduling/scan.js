/* A found person is on the screen at once, and the next scan writes over the last. The camera as a scanner, where the browser can read codes by itself (BarcodeDetector); elsewhere the button stays away
   and a keyboard scanner or the number on the card do the same. The picture never leaves the device. */
(() => {
  "use strict";
  const button = document.querySelector("[data-camera]"), box = document.querySelector("[data-camera-box]");
  const field = document.getElementById("q");
  const over = () => field.select();
  field?.addEventListener("focus", over);
  if (document.activeElement === field) over();
  addEventListener("load", () => {  // on a phone the answer stands below the first screen
    const answer = document.querySelector(".found, .desk-search + .empty");
    if (answer?.getBoundingClientRect().top > innerHeight / 2) field.form.scrollIntoView();
  });
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  button.hidden = false;
  let stream = null;

  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    box.hidden = true;
  };

  button.addEventListener("click", async () => {
    if (stream) return stop();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      box.hidden = false;
      box.querySelector("p").textContent = box.dataset.refused || "The camera can't be used here.";
      return;
    }
    const video = box.querySelector("video"), reader = new BarcodeDetector({ formats: ["qr_code"] });
    box.hidden = false;
    video.srcObject = stream;
    await video.play();
    const look = async () => {
      if (!stream) return;
      const [found] = await reader.detect(video).catch(() => []);
      if (!found) return requestAnimationFrame(look);
      stop();
      field.value = found.rawValue;
      field.form.requestSubmit();
    };
    look();
  });
})();
