// Many files, sent one by one, each with its progress; one that does not arrive is sent again.
// Without this script the form sends all of them at once, and the page says what became of each.
"use strict";

const SMALL = 1024 * 1024;
const TRIES = 3;
const PAUSE = 2000;

const place = document.querySelector("[data-uploads]");
const chooser = document.querySelector("form input[type=file][multiple]");

function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The form with one file in the place of all. Its operation is the same each time it is sent.
function formOf(form, file, operation) {
  const data = new FormData(form);
  data.delete(chooser.name);
  data.append(chooser.name, file, file.name);
  data.set("operation", operation);
  return data;
}

function answerOf(request) {
  try {
    const answer = JSON.parse(request.responseText);
    return { ...answer, isUnderstood: Array.isArray(answer.files) };
  } catch {
    return { isUnderstood: false };
  }
}

class Row {
  constructor(file, list) {
    this.file = file;
    this.operation = newName();
    this.line = document.createElement("li");
    this.bar = document.createElement("progress");
    this.text = document.createElement("span");
    this.again = document.createElement("button");
    const name = document.createElement("strong");
    name.textContent = file.name;
    this.bar.max = 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", file.name);
    this.again.type = "button";
    this.again.className = "btn btn-outline-secondary btn-sm";
    this.again.textContent = place.dataset.again;
    this.again.setAttribute("aria-label", `${place.dataset.again}: ${file.name}`);
    this.again.hidden = true;
    this.line.append(name, this.bar, this.text, this.again);
    list.append(this.line);
    this.say(place.dataset.waiting);
  }

  say(text, outcome = "") {
    this.text.textContent = text;
    this.line.dataset.outcome = outcome;
  }

  // Whether the file has been dealt with for good: attached, there already, or refused with its reason.
  async send(form) {
    this.again.hidden = true;
    for (let tries = 1; tries <= TRIES; tries += 1) {
      this.say(place.dataset.sending);
      const request = await this.once(form);
      const answer = answerOf(request);
      if (answer.isUnderstood) {
        const [verdict] = answer.files;
        this.bar.value = 1;
        this.say(verdict ? verdict.text : answer.texts.join(" "), verdict ? verdict.outcome : "refused");
        return Boolean(verdict) && verdict.outcome !== "refused";
      }
      if (request.status === 413) {
        this.say(place.dataset.large, "refused");
        return false;
      }
      if (request.status > 0 && request.status < 500 && request.status !== 429) {
        this.say(place.dataset.signedOut, "lost");
        this.again.hidden = false;
        return false;
      }
      if (tries < TRIES) {
        await new Promise((go) => setTimeout(go, PAUSE * tries));
      }
    }
    this.say(place.dataset.lost, "lost");
    this.again.hidden = false;
    return false;
  }

  once(form) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action || window.location.href);
      request.setRequestHeader("Accept", "application/json");
      request.upload.addEventListener("progress", (event) => {
        this.bar.value = event.lengthComputable ? event.loaded / event.total : 0;
      });
      request.upload.addEventListener("load", () => this.say(place.dataset.checking));
      request.addEventListener("loadend", () => done(request));
      request.send(formOf(form, this.file, this.operation));
    });
  }
}

async function sendAll(form, files) {
  const list = place.querySelector("ul");
  const button = form.querySelector("[type=submit]");
  const rows = files.map((file) => new Row(file, list));
  place.hidden = false;
  button.disabled = true;
  const kept = [];
  const isOver = () => kept.length === rows.length;
  const leave = () => {
    form.reset();
    form.dispatchEvent(new Event("change"));
    window.location.assign(place.dataset.next);
  };
  for (const row of rows) {
    row.again.addEventListener("click", async () => {
      if (await row.send(form)) {
        kept.push(row);
        if (isOver()) {
          leave();
        }
      }
    });
    if (await row.send(form)) {
      kept.push(row);
    }
  }
  if (isOver()) {
    leave();
    return;
  }
  button.disabled = false;
  place.querySelector("[data-uploads-done]").textContent = place.dataset.allDone;
  chooser.value = "";
  chooser.dispatchEvent(new Event("change", { bubbles: true }));
  place.focus();
}

function take(event) {
  const files = [...chooser.files];
  const isOneAndSmall = files.length === 1 && files[0].size <= SMALL;
  if (event.defaultPrevented || files.length === 0 || isOneAndSmall) {
    return;
  }
  event.preventDefault();
  if (!chooser.form.elements.kind.reportValidity()) {
    return;
  }
  place.querySelector("ul").replaceChildren();
  place.querySelector("[data-uploads-done]").textContent = "";
  sendAll(chooser.form, files);
}

if (place && chooser) {
  place.tabIndex = -1;
  chooser.form.addEventListener("submit", take);
}
