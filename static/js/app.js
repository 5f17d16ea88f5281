// What the pages do in the browser. Every page also works without it.
"use strict";

const year = 365 * 24 * 60 * 60;

// Light or dark -----------------------------------------------------------------------------------

function theme(button) {
  const root = document.documentElement;
  const say = () => button.setAttribute("aria-pressed", String(root.dataset.bsTheme === "dark"));
  say();
  button.addEventListener("click", () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    const secure = window.location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${next}; path=/; max-age=${year}; samesite=lax${secure}`;
    root.dataset.bsTheme = next;
    say();
  });
}

// Menus made of <details>: one open at a time, closed by Escape or a click elsewhere ----------------

function closeMenus(event) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (event.type === "keydown") {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!menu.contains(event.target)) {
      menu.open = false;
    }
  }
}

// Choosing rows: [data-choose] holds the table, one [data-choose-all] and the [data-choose-count] ----

function choosing(area) {
  const all = area.querySelector("[data-choose-all]");
  const rows = () => [...area.querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
  const count = () => {
    const every = rows();
    const chosen = every.filter((box) => box.checked).length;
    for (const place of area.querySelectorAll("[data-choose-count]")) {
      place.textContent = String(chosen);
    }
    for (const box of every) {
      box.closest("tr").classList.toggle("is-chosen", box.checked);
    }
    area.classList.toggle("has-chosen", chosen > 0);
    if (all) {
      all.checked = every.length > 0 && chosen === every.length;
      all.indeterminate = chosen > 0 && chosen < every.length;
    }
  };
  area.addEventListener("change", (event) => {
    if (event.target === all) {
      for (const box of rows()) {
        box.checked = all.checked;
      }
    }
    count();
  });
  count();
}

// Asking before a deed: form[data-confirm] or a button[data-confirm] ---------------------------------

const confirmed = new WeakSet();

function askFirst(event) {
  const form = event.target;
  const text = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
  const dialog = document.getElementById("confirm");
  if (!text || !dialog || confirmed.delete(form)) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.querySelector("[data-confirm-text]").textContent = text;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue === "yes") {
        confirmed.add(form);
        form.requestSubmit(event.submitter || undefined);
      }
    },
    { once: true },
  );
  dialog.showModal();
}

// Dialogs: a button[data-dialog="id"] opens, anything [data-close] inside closes ---------------------

function dialogs(event) {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  const closer = event.target.closest("[data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
}

// Typed text: form[data-keep] warns before the page is left with changes that were not sent ------------

const unsent = new Set();

function keeping(form) {
  const typed = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name || value]));
  let before = typed();
  const look = () => (typed() === before ? unsent.delete(form) : unsent.add(form));
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  // A draft of it is on the server; files are not.
  form.addEventListener("kept", () => {
    if (![...form.elements].some((field) => field.type === "file" && field.files.length > 0)) {
      before = typed();
      look();
    }
  });
  if (form.hasAttribute("data-unsent")) {
    unsent.add(form);
  }
}

function warn(event) {
  if (unsent.size > 0) {
    event.preventDefault();
  }
}

// What is asked anew every few seconds ([data-live]) rests while nobody looks, and is asked at once afterwards ----

function rest(event) {
  if (document.hidden && event.target.closest("[data-live]")) {
    event.preventDefault();
  }
}

function wake() {
  if (!document.hidden && window.htmx) {
    document.querySelectorAll("[data-live]").forEach((one) => window.htmx.trigger(one, "seen-again"));
  }
}

// The page --------------------------------------------------------------------------------------------

function firstError(root) {
  // The summary where there is one: from there a link leads to each field.
  const place = root.querySelector(".form-errors") || root.querySelector("[aria-invalid=true]");
  if (place) {
    place.focus();
  }
}

function start(root) {
  root.querySelectorAll("[data-theme-toggle]").forEach(theme);
  root.querySelectorAll("[data-choose]").forEach(choosing);
  root.querySelectorAll("form[data-keep]").forEach(keeping);
  root.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
}

start(document);
firstError(document);
document.addEventListener("click", dialogs);
document.addEventListener("click", closeMenus);
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(event));
document.addEventListener("submit", askFirst, true);
document.addEventListener("submit", (event) => event.defaultPrevented || unsent.delete(event.target));
window.addEventListener("beforeunload", warn);
document.addEventListener("htmx:beforeRequest", rest);
document.addEventListener("visibilitychange", wake);
document.addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) {
    start(event.target);
    firstError(event.target);
  }
});
