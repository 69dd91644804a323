// Checks signed codes in the browser, network or not. The format is that of insurance/check_codes/codec.py.
// Without this script, or for short codes and photos where the browser reads none, the form goes to the server.
(() => {
  const box = document.querySelector("[data-keys]");
  const form = document.querySelector("[data-check]");
  if (!box || !form) return;
  const CONTEXT = new TextEncoder().encode("an-sinh check code 1\0");
  const HEAD = 25;
  const SIGNATURE = 64;
  const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  let keys = JSON.parse(box.dataset.keys);
  let sieve = null; // what is refused, to take along (insurance/check_codes/sieve.py)
  let fresh = true;

  const ask = async (address) => {
    if (!navigator.onLine) throw new Error();
    const answer = await fetch(address, { cache: "no-cache" });
    if (!answer.ok) throw new Error();
    const said = await answer.json();
    keys = said.keys;
    return said.refused;
  };
  const takeAlong = async () => {
    sieve = await ask(box.dataset.knownUrl).catch(() => sieve);
  };
  // The word for a serial: exactly where there is a network, else by the sieve, which never lets a refused one through.
  const standing = async (serial) => {
    try {
      const refused = await ask(box.dataset.knownUrl.replace(/\.json$/, `/${serial.slice(0, 2)}.json`));
      fresh = true;
      return refused.includes(serial) ? "revoked" : "good";
    } catch {
      fresh = false;
      return mayHold(serial) ? "unsure" : "good";
    }
  };

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const dayOf = (number) => new Date(Date.UTC(2000, 0, 1 + number));
  const serialOf = (bytes) => {
    let number = BigInt(`0x${hexOf(bytes)}`);
    let text = "";
    for (let letter = 0; letter < 16; letter += 1, number >>= 5n) text = ALPHABET[Number(number & 31n)] + text;
    return text;
  };
  const mayHold = (serial) => {
    if (!sieve) return true; // nothing was taken along
    if (!sieve.count) return false;
    const { count, bits } = sieve;
    const data = atob(sieve.data);
    const bit = (at) => (data.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1;
    const number = [...serial].reduce((sum, letter) => (sum << 5n) | BigInt(ALPHABET.indexOf(letter)), 0n) >> 16n;
    const wanted = Number((number * (BigInt(count) << BigInt(bits))) >> 64n);
    const end = data.length * 8;
    for (let at = 0, place = 0; ; ) {
      for (; at < end && bit(at); at += 1) place += 2 ** bits;
      if (at + bits >= end) return false;
      let rest = 0;
      for (let left = bits; left; left -= 1) rest = rest * 2 + bit((at += 1));
      at += 1;
      place += rest;
      if (place >= wanted) return place === wanted;
    }
  };
  const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const decode = (text) => {
    if (!/^[A-Za-z0-9_-]{100,300}$/.test(text)) return null;
    try {
      const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
      return encode(bytes) === text ? bytes : null; // one spelling only
    } catch {
      return null;
    }
  };

  // What a code says: { word } for a refusal, { word: "good" | "past", from, until, initials, kind, figures } otherwise.
  const verify = async (text, now = Date.now()) => {
    const data = decode(text);
    if (!data || data.length < HEAD + SIGNATURE) return { word: "not_a_code" };
    const body = data.slice(0, -SIGNATURE);
    const view = new DataView(body.buffer);
    const end = HEAD + view.getUint8(24);
    const count = view.getUint8(5) !== 1 && body.length > end ? view.getUint8(end) : -1; // papers carry figures
    const kind = view.getUint8(5);
    if (view.getUint8(0) !== 1 || body.length !== (kind === 1 ? end : end + 1 + count * 6)) return { word: "not_a_code" };
    const figures = [];
    for (let at = end + 1; at < body.length; at += 6) figures.push(view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2));
    const serial = serialOf(body.slice(6, 16));
    const word = await standing(serial); // first: it brings the keys that are believed now
    const publicKey = keys[hexOf(body.slice(1, 5))];
    if (!publicKey) return { word: "forged" };
    const key = await crypto.subtle.importKey("raw", bytesOf(publicKey), { name: "Ed25519" }, false, ["verify"]);
    const signed = new Uint8Array(CONTEXT.length + body.length);
    signed.set(CONTEXT);
    signed.set(body, CONTEXT.length);
    if (!(await crypto.subtle.verify("Ed25519", key, data.slice(-SIGNATURE), signed))) return { word: "forged" };
    if (view.getUint32(16) * 1000 <= now) return { word: "expired" };
    if (word !== "good") return { word };
    const from = dayOf(view.getUint16(20));
    const last = view.getUint16(22);
    const until = last === 65535 ? null : dayOf(last);
    // Days are days in Vietnam, wherever the checker is.
    const today = new Date(new Date(now).toLocaleDateString("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }));
    const good = from <= today && (!until || today <= until);
    const initials = new TextDecoder().decode(body.slice(HEAD, end));
    return { word: good ? "good" : "past", from, until, initials, kind, figures };
  };

  const language = document.documentElement.lang === "en" ? "en-GB" : "vi-VN";
  const dated = (day) => day.toLocaleDateString(language, { timeZone: "UTC", day: "2-digit", month: "2-digit", year: "numeric" });
  const written = {
    day: (figure) => dated(dayOf(figure)),
    number: (figure) => figure.toLocaleString(language),
    dong: (figure) => `${figure.toLocaleString(language)} ${language === "vi-VN" ? "đ" : "VND"}`,
  };

  const show = ({ word, from, until, initials, kind, figures }) => {
    const piece = document.querySelector(`template[data-answer="${word}"]`).content.cloneNode(true);
    const fill = (name, text) => piece.querySelectorAll(`[data-${name}]`).forEach((spot) => (spot.textContent = text));
    const about = document.querySelector(`template[data-kind="${kind}"]`);
    if (about) {
      fill("what", about.dataset.name);
      const rows = about.content.cloneNode(true);
      rows.querySelectorAll("[data-figure]").forEach((spot, place) => (spot.textContent = written[spot.dataset.figure](figures[place])));
      piece.querySelector("[data-figures]")?.append(rows);
    }
    fill("from", from ? dated(from) : "–");
    fill("until", until ? dated(until) : "–");
    fill("initials", initials || "");
    piece.querySelectorAll("[data-stale]").forEach((spot) => (spot.hidden = fresh));
    const result = document.querySelector("#result");
    result.replaceChildren(piece);
    result.scrollIntoView({ block: "nearest" });
  };

  const check = async (text) => {
    const code = text.trim().split("#").pop();
    if (!decode(code)) return false;
    show(await verify(code));
    return true;
  };

  const setUp = async () => {
    try {
      // Does this browser know Ed25519? If not, the server answers.
      await crypto.subtle.importKey("raw", new Uint8Array(32), { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return;
    }
    form.addEventListener("submit", async (event) => {
      const text = form.elements.ma.value.trim().split("#").pop();
      if (!decode(text)) return; // a short code or a photo: to the server
      event.preventDefault();
      await check(text);
    });
    const arrived = async () => {
      if (location.hash.length < 100) return;
      const text = location.hash.slice(1);
      history.replaceState(null, "", location.pathname); // the code stays out of the history
      await check(text);
    };
    window.addEventListener("hashchange", arrived);
    arrived();
    takeAlong().then(() => {
      document.querySelector("[data-offline-note]").hidden = !sieve;
    });
    setInterval(takeAlong, 600_000);
    if (!("BarcodeDetector" in window) || !(await BarcodeDetector.getSupportedFormats()).includes("qr_code")) return;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const read = async (source) => {
      for (const { rawValue } of await detector.detect(source)) if (await check(rawValue)) return true;
      return false;
    };
    form.elements.anh.addEventListener("change", async ({ target }) => {
      if (target.files[0] && (await read(await createImageBitmap(target.files[0])))) target.value = "";
    });
    if (!navigator.mediaDevices) return;
    const button = form.querySelector("[data-camera]");
    const cameraBox = document.querySelector("[data-camera-box]");
    const video = cameraBox.querySelector("video");
    const stop = () => {
      video.srcObject?.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
      cameraBox.hidden = true;
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        return; // refused, or no camera: typing and photos are still there
      }
      cameraBox.hidden = false;
      await video.play();
      while (video.srcObject) {
        if (await read(video).catch(() => false)) stop();
        await new Promise((done) => setTimeout(done, 250));
      }
    });
    cameraBox.querySelector("[data-camera-stop]").addEventListener("click", stop);
  };
  setUp();
})();
