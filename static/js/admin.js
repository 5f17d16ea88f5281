// What the pages of the administration lack.
"use strict";

// Select2 names its box by what is chosen, so an empty one has no name: the label of the field comes first.
function nameBox(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const box = select.parentElement.querySelector(".select2-selection");
  const chosen = select.parentElement.querySelector(".select2-selection__rendered");
  if (label && box && chosen) {
    label.id = label.id || `${select.id}-label`;
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", label.id);
  }
}

function nameBoxes() {
  document.querySelectorAll("select.admin-autocomplete[data-select2-id]").forEach(nameBox);
}

// Boxes are made when jQuery is ready, and again for every row that is added to a table of fields.
new MutationObserver((changes) => {
  if (changes.some((change) => [...change.addedNodes].some((node) => node.classList?.contains("select2-container")))) {
    nameBoxes();
  }
}).observe(document.documentElement, { childList: true, subtree: true });
nameBoxes();
