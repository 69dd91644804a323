// The security policy (require-trusted-types-for 'script') lets no text become HTML or script unless a policy lets it.
// htmx puts HTML from our own server into the page as text, and knows no policy, so the default one speaks for it:
// HTML passes (htmx itself drops scripts from it: allowScriptTags is off), script text never does, and script
// addresses only from this site. Runs before htmx: both are deferred, and deferred files keep their order.
if (window.trustedTypes && !window.trustedTypes.defaultPolicy) {
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => html,
    createScript: () => null,
    createScriptURL: (address) => (new URL(address, document.baseURI).origin === location.origin ? address : null),
  });
}
