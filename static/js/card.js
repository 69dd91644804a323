// The BHYT card: full screen, print, and keeping the page for when there is no network. Without it the card still shows.
(() => {
  const find = (selector) => document.querySelector(selector);
  const card = find("[data-card]");
  if (!card) return;
  const full = find("[data-card-full]");
  if (card.requestFullscreen) {
    full.hidden = false;
    full.addEventListener("click", async () => {
      await card.requestFullscreen();
      try {
        await navigator.wakeLock.request("screen"); // the screen stays on at the counter
      } catch { /* not offered here */ }
    });
  }
  const print = find("[data-print]");
  print.hidden = false;
  print.addEventListener("click", () => window.print());

  const save = find("[data-card-save]");
  if (!save) return; // at a counter: nothing of the person stays on the officer's machine
  const words = save.querySelector("span");
  const status = find("[data-card-status]");
  const saved = () => {
    words.textContent = save.dataset.saved;
    save.disabled = true;
  };
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  save.hidden = false;
  find("[data-card-note]").hidden = false;
  const files = () => [location.pathname, ...[...document.querySelectorAll("link[rel=stylesheet], link[rel=preload], link[rel=icon], script[src]")].map((tag) => tag.href || tag.src)];
  const keep = async () => {
    await navigator.serviceWorker.register("/sw.js");
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((done) => (port1.onmessage = ({ data }) => done(data)));
    active.postMessage({ keep: files() }, [port2]);
    if ((await answer) !== "kept") throw new Error("not kept");
  };
  save.addEventListener("click", async () => {
    try {
      await keep();
      saved();
      status.textContent = save.dataset.saved;
    } catch {
      status.textContent = save.dataset.failed;
    }
  });
  // Saved before: show it, and bring the kept copy up to date when this page came from the network.
  caches.has("card").then((there) => {
    if (!there) return;
    saved();
    if (navigator.onLine) keep().catch(() => {});
  });
})();
