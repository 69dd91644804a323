// An article: a button that prints, and the device's own way to share. Without either, the address stands in the page.
document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  const box = event.target.closest("summary") && event.target.closest("[data-share]");
  if (!box || !navigator.share) return;
  event.preventDefault();
  navigator.share({ title: box.dataset.title, url: box.dataset.url }).catch((error) => {
    if (error.name !== "AbortError") box.open = true;
  });
});
