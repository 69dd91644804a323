// Django's tables of parts begin with an empty heading cell, which a screen reader announces as a heading of nothing.
for (const heading of document.querySelectorAll("thead th:empty")) {
  const cell = document.createElement("td");
  cell.className = heading.className;
  heading.replaceWith(cell);
}
