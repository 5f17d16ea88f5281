// The picture of a blank follows the form beside it.
"use strict";

const picture = document.querySelector("[data-preview]");
const status = document.querySelector("[data-preview-status]");
const own = new Set(["csrfmiddlewaretoken", "operation", "owner", "seen", "under"]);
const wait = 500;
let later = 0;
let asked = 0;

function draw(form) {
  const typed = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (!own.has(name) && typeof value === "string" && value !== "") {
      typed.append(name, value);
    }
  }
  asked += 1;
  const mine = asked;
  const next = new Image();
  next.addEventListener("load", () => {
    if (mine === asked) {
      picture.src = next.src;
      status.textContent = status.dataset.right;
    }
  });
  next.addEventListener("error", () => {
    if (mine === asked) {
      status.textContent = status.dataset.wrong;
    }
  });
  next.src = `${picture.dataset.preview}?${typed}`;
}

if (picture && status) {
  const form = picture.closest("form");
  status.dataset.right = status.textContent;
  form.addEventListener("input", () => {
    window.clearTimeout(later);
    later = window.setTimeout(() => draw(form), wait);
  });
}
