// Passkeys: a form with data-passkey asks the device and sends its answer. The forms stay hidden without this script,
// on browsers without passkeys, and on addresses that are plain numbers, where browsers allow none.
(() => {
  const kit = window.webauthnJSON;
  if (!window.PublicKeyCredential || !kit || /^[\d.]+$|:/.test(location.hostname)) return;

  const options = async (form) => {
    if (form.dataset.passkey !== "login") return JSON.parse(form.querySelector("script").textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  };

  const ask = async (form) => {
    const wanted = await options(form);
    if (form.dataset.passkey !== "create") return kit.get(wanted);
    Object.assign(wanted.publicKey.authenticatorSelection, {
      residentKey: "required", requireResidentKey: true, userVerification: "required",
    });
    return kit.create(wanted);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const error = form.querySelector("[data-passkey-error]");
      error.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await ask(form));
        form.submit();
      } catch {
        error.hidden = false;
      }
    });
  }
})();
