// Keeps one page for when there is no network: the BHYT card, after its owner pressed save. Nothing else is kept.
// Signing out, signing in, or being sent to the sign-in page removes it.
const CACHE = "card";
const CARD = /^(\/en)?\/ca-nhan\/the-bhyt\/$/;
const ACCOUNT = /^(\/en)?\/tai-khoan\/(dang-nhap|dang-xuat)\//;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", ({ data, ports }) => {
  if (data.keep) keep(data.keep).then(() => ports[0].postMessage("kept"), () => ports[0].postMessage("failed"));
});

// Counts departures: what was asked for before a sign-out and arrives after it is thrown away, not kept.
let departures = 0;

async function keep(addresses) {
  const before = departures;
  const fresh = await Promise.all(addresses.map((address) => fetch(address, { credentials: "same-origin" })));
  if (fresh.some((answer) => !answer.ok || answer.redirected)) throw new Error("not all came");
  if (departures === before) {
    await caches.delete(CACHE);
    const cache = await caches.open(CACHE);
    await Promise.all(addresses.map((address, number) => cache.put(address, fresh[number])));
  }
  if (departures === before) return;
  await caches.delete(CACHE); // they left while it was being written
  throw new Error("signed out meanwhile");
}

async function forget() {
  departures += 1;
  await caches.delete(CACHE);
  await self.registration.unregister();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (ACCOUNT.test(pathname)) {
    event.respondWith(forget().then(() => fetch(request)));
  } else if (request.mode === "navigate" && request.method === "GET") {
    event.respondWith(page(request, CARD.test(pathname)));
  } else if (request.method === "GET") {
    event.respondWith(fetch(request).catch(async () => (await kept(request)) || nothing(request)));
  }
});

async function page(request, isCard) {
  try {
    const answer = await fetch(request);
    if (answer.redirected && ACCOUNT.test(new URL(answer.url).pathname)) await forget();
    return answer;
  } catch (lost) {
    const found = isCard && (await kept(request));
    if (found) return found;
    throw lost;
  }
}

// Pieces that htmx asks for on the kept card (the bell) stay as they are; elsewhere a lost network is told as ever.
const nothing = ({ headers, referrer }) =>
  headers.has("HX-Request") && referrer && CARD.test(new URL(referrer).pathname) ? new Response(null, { status: 204 }) : Response.error();

const kept = async (request) => (await caches.has(CACHE)) && (await caches.open(CACHE)).match(request, { ignoreSearch: true, ignoreVary: true });
