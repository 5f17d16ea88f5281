// Putting rows in order: by their arrows, or by dragging them. Each row keeps its number field, which alone is sent.
"use strict";

const area = document.querySelector("[data-order]");
const told = document.querySelector("[data-order-told]");

function rowsOf(part) {
  return [...part.querySelectorAll("[data-order-row]")];
}

// The places of all rows, from the first on, as they stand now.
function number() {
  const fields = area.querySelectorAll("[data-order-row] [data-place]");
  fields.forEach((field, index) => {
    field.value = String(index + 1);
  });
  area.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(button) {
  const row = button.closest("[data-order-row]");
  const rows = rowsOf(row.closest("[data-order-part]"));
  const other = rows[rows.indexOf(row) + Number(button.dataset.orderMove)];
  if (!other) {
    return;
  }
  if (button.dataset.orderMove === "1") {
    other.after(row);
  } else {
    other.before(row);
  }
  number();
  button.focus();
  const place = row.querySelector("[data-place]").value;
  told.textContent = `${row.dataset.orderName}: ${button.dataset.orderTold} ${place}`;
}

let dragged = null;

function over(event) {
  const row = event.target.closest("[data-order-row]");
  if (!dragged || !row || row === dragged || row.parentElement !== dragged.parentElement) {
    return;
  }
  event.preventDefault();
  const box = row.getBoundingClientRect();
  if (event.clientY > box.top + box.height / 2) {
    row.after(dragged);
  } else {
    row.before(dragged);
  }
}

function dragging(row) {
  const handle = row.querySelector("[data-order-handle]");
  handle.addEventListener("pointerdown", () => {
    row.draggable = true;
  });
  row.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    row.classList.add("is-chosen");
  });
  row.addEventListener("dragend", () => {
    row.draggable = false;
    row.classList.remove("is-chosen");
    dragged = null;
    number();
  });
}

if (area) {
  area.querySelectorAll(".order-tools").forEach((tools) => {
    tools.hidden = false;
  });
  area.querySelectorAll("[data-order-row]").forEach(dragging);
  area.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order-move]");
    if (button) {
      move(button);
    }
  });
  area.addEventListener("dragover", over);
  area.addEventListener("drop", (event) => event.preventDefault());
}
