// Drafts: what is typed into form[data-draft] is kept on the server within seconds, and the page says when.
// Files are left out. Without this script the form is sent as ever, and nothing is kept.
"use strict";

const PAUSE = 2000;
const LATEST = 15000;
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 60000;
const PATIENCE = 20000;
// A browser sends no more than 64 KB while it closes a page.
const LAST = 60000;

const form = document.querySelector("form[data-draft]");
const place = document.querySelector("[data-draft-status]");

// The form as it is sent, without files.
function body() {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (typeof value !== "string") {
      data.delete(name);
    }
  }
  return data;
}

const snapshot = () => JSON.stringify([...body()]);

class Keeper {
  constructor() {
    this.kept = form.hasAttribute("data-unsent") ? "" : snapshot();
    this.text = place.querySelector("[data-draft-text]");
    this.over = place.querySelector("[data-draft-over]");
    this.since = 0;
    this.failures = 0;
    // Nothing more is sent by itself: the form is on its way, the page is closed, or another window keeps a newer draft.
    this.rests = false;
    this.busy = null;
  }

  say(text, outcome) {
    place.dataset.outcome = outcome;
    if (this.text.textContent !== text) {
      this.text.textContent = text;
    }
    this.over.hidden = outcome !== "elsewhere";
  }

  after(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), pause);
  }

  // Some time after the last key, but never long after the first.
  typed() {
    if (this.rests || snapshot() === this.kept) {
      return;
    }
    this.since = this.since || Date.now();
    this.after(this.failures > 0 ? this.pause() : Math.max(0, Math.min(PAUSE, this.since + LATEST - Date.now())));
  }

  pause() {
    return Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (this.failures - 1));
  }

  async send(how = "1", last = false) {
    const now = snapshot();
    if (this.rests || (now === this.kept && how === "1")) {
      return;
    }
    if (this.busy && !last) {
      this.after(PAUSE);
      return;
    }
    this.busy?.abort();
    const busy = new AbortController();
    const slow = setTimeout(() => busy.abort(), PATIENCE);
    this.busy = busy;
    clearTimeout(this.timer);
    this.since = 0;
    try {
      const answer = await fetch(form.getAttribute("action") || window.location.pathname + window.location.search, {
        method: "POST",
        body: body(),
        headers: { "X-Keep-Draft": how, Accept: "application/json" },
        redirect: "manual",
        keepalive: last && new Blob([now]).size < LAST,
        signal: last ? undefined : busy.signal,
      });
      await this.hear(answer, now);
    } catch {
      this.lost();
    } finally {
      clearTimeout(slow);
      this.busy = this.busy === busy ? null : this.busy;
    }
  }

  async hear(answer, sent) {
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const { outcome = "", text = "" } = isJson ? await answer.json() : {};
    if (outcome === "kept" || outcome === "nothing") {
      this.kept = sent;
      this.failures = 0;
      this.say(text, outcome);
      if (snapshot() === sent) {
        form.dispatchEvent(new Event("kept"));
      }
    } else if (outcome === "elsewhere") {
      this.rests = true;
      this.say(text, outcome);
    } else if (answer.type === "opaqueredirect") {
      this.say(place.dataset.signedOut, "lost");
    } else if (answer.status === 413) {
      this.say(text || place.dataset.large, "lost");
    } else if (answer.status === 403 || answer.status === 404) {
      this.rests = true;
      this.say(place.dataset.closed, "lost");
    } else {
      this.lost();
    }
  }

  lost() {
    if (this.rests) {
      return;
    }
    this.failures += 1;
    this.say(place.dataset.offline, "lost");
    this.after(this.pause());
  }

  // The form itself is sent: its draft has no use any more.
  leave() {
    this.rests = true;
    clearTimeout(this.timer);
    this.busy?.abort();
  }

  takeOver() {
    this.rests = false;
    this.send("over");
    form.querySelector("[type=submit]:not([name])").focus();
  }
}

if (form && place) {
  const keeper = new Keeper();
  for (const one of document.querySelectorAll("[data-draft-status], [data-draft-help]")) {
    one.hidden = false;
  }
  form.addEventListener("input", () => keeper.typed());
  form.addEventListener("change", () => keeper.typed());
  keeper.over.addEventListener("click", () => keeper.takeOver());
  document.addEventListener("submit", (event) => event.target === form && !event.defaultPrevented && keeper.leave());
  document.addEventListener("visibilitychange", () => document.hidden && keeper.send("1", true));
  window.addEventListener("pagehide", () => keeper.send("1", true));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      keeper.rests = false;
      keeper.typed();
    }
  });
  window.addEventListener("online", () => keeper.failures > 0 && keeper.send());
  keeper.typed();
}
