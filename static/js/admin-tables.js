// Django's tables of parts begin with an empty heading cell, which a screen reader announces as a heading of nothing.
for (const heading of document.querySelectorAll("thead th:empty")) {
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}
// A sheet to print: the browser's own command does it too.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
// The two boxes to choose from name their hints on an element that may bear no name.
addEventListener("load", () => {
  for (const hint of document.querySelectorAll("span[aria-label]:not([role])")) hint.setAttribute("role", "img");
});
