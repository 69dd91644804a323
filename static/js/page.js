// Comforts of every page, in one file because each request is slow on a poor link. Everything works without it.
// All listen on the document, so pieces that htmx swaps in need no set-up.
(() => {
  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  // A row of links that scrolls sideways begins where the reader is.
  each("nav a[aria-current]", (link) => {
    const row = link.closest("ul, nav");
    row.scrollLeft += link.getBoundingClientRect().left - row.getBoundingClientRect().left - (row.clientWidth - link.offsetWidth) / 2;
  });

  // Menus: close on a press elsewhere and on Escape.
  document.addEventListener("click", ({ target }) => {
    each("details[data-menu][open]", (menu) => menu.contains(target) || (menu.open = false));
  });
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") each("details[data-menu][open]", (menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // Text size and colours: show the choice at once; the server keeps it in a cookie as it does without this script.
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.matches("[data-display]") || !submitter || !submitter.name) return;
    event.preventDefault();
    const body = new FormData(form);
    body.append(submitter.name, submitter.value);
    try {
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error();
    } catch {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value });
      form.append(hidden);
      form.submit();
      return;
    }
    document.documentElement.dataset[submitter.name === "theme" ? "theme" : "textSize"] = submitter.value;
    for (const button of form.querySelectorAll(`[name="${submitter.name}"]`)) button.setAttribute("aria-pressed", button === submitter);
  });

  // Password: a button that shows what was typed. Hidden again before it is sent, so the browser stores it as a password.
  const reveal = (button, shown) => {
    button.parentElement.querySelector("input").type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
  };
  each("[data-reveal]", (button) => (button.hidden = false));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-reveal]");
    if (button) reveal(button, button.getAttribute("aria-pressed") !== "true");
  });
  document.addEventListener("submit", ({ target }) => target.querySelectorAll("[data-reveal]").forEach((button) => reveal(button, false)));

  // Dialogs: a link to the dialog opens it on top; without the script it shows in its place in the page.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("a[data-dialog]");
    const closer = event.target.closest("dialog[open] [data-dialog-close]");
    const dialog = opener && document.querySelector(opener.hash);
    if (!(dialog && dialog.showModal) && !closer) return;
    event.preventDefault();
    if (closer) closer.closest("dialog").close();
    else if (!dialog.open) dialog.showModal();
  });

  // A piece of the page that would not come: say so instead of doing nothing.
  const say = (hidden) => each("[data-request-error]", (box) => (box.hidden = hidden));
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(name, () => say(false));
  document.addEventListener("htmx:beforeRequest", () => say(true));
})();
