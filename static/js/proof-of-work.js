// Solves the small puzzle of a form (citizens/accounts/proof_of_work.py) while it is being filled in.
// Without this script the form asks to wait a few seconds instead.
(() => {
  const K = new Uint32Array(64);
  const H = new Uint32Array(8);
  for (let n = 2, found = 0; found < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    const part = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
    if (found < 8) H[found] = part(Math.sqrt(n));
    K[found++] = part(Math.cbrt(n));
  }
  const W = new Uint32Array(64);
  const rotate = (x, n) => (x >>> n) | (x << (32 - n));

  // The first word of the SHA-256 digest of a short ASCII text.
  const firstWord = (text) => {
    const length = text.length;
    const blocks = ((length + 8) >> 6) + 1;
    const words = new Uint32Array(blocks * 16);
    for (let i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
    words[blocks * 16 - 1] = length * 8;
    const state = Uint32Array.from(H);
    for (let block = 0; block < blocks; block++) {
      for (let i = 0; i < 16; i++) W[i] = words[block * 16 + i];
      for (let i = 16; i < 64; i++) {
        const a = W[i - 15], b = W[i - 2];
        W[i] = W[i - 16] + W[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)) + (rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
        const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
      }
      state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
    }
    return state[0];
  };

  const solve = (puzzle, bits, done) => {
    let number = 0;
    const step = () => {
      const until = performance.now() + 30;
      while (performance.now() < until) {
        for (let i = 0; i < 200; i++, number++) {
          if (firstWord(`${puzzle}:${number}`) >>> (32 - bits) === 0) return done(String(number));
        }
      }
      setTimeout(step);
    };
    step();
  };

  for (const field of document.querySelectorAll("[data-proof-bits]")) {
    const answer = field.form.querySelector("[data-proof-answer]");
    let wanted = null;
    solve(field.value, Number(field.dataset.proofBits), (number) => {
      answer.value = number;
      if (wanted) wanted();
    });
    field.form.addEventListener("submit", (event) => {
      if (answer.value) return;
      event.preventDefault();
      wanted = () => field.form.submit();
    });
  }
})();
