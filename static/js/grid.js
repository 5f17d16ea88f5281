// A table of fields at the keyboard, as in a spreadsheet, and rows pasted from Excel. Without this script every cell
// is a plain field, and a pasted block goes through a field of its own.
"use strict";

const box = document.querySelector("[data-grid]");

// A block of cells as Excel puts it on the clipboard: workflow/dossiers/pasting.py reads it in the same way -----------

function blockOf(text) {
  const rows = [[]];
  const quoted = /"((?:[^"\t]|"")*)"(?=\t|\r|\n|$)/y;
  const plain = /[^\t\r\n]*/y;
  const lineBreak = /\r\n|\r|\n/y;
  for (let at = 0; text && at <= text.length; ) {
    quoted.lastIndex = plain.lastIndex = at;
    const inQuotes = quoted.exec(text);
    let cell;
    if (inQuotes && /[\r\n]|""/.test(inQuotes[1])) {
      cell = inQuotes[1].replaceAll('""', '"').replace(/\r\n|\r/g, "\n");
      at = quoted.lastIndex;
    } else {
      [cell] = plain.exec(text);
      at = plain.lastIndex;
    }
    rows.at(-1).push(cell);
    lineBreak.lastIndex = at;
    if (lineBreak.test(text)) {
      at = lineBreak.lastIndex;
      if (at === text.length) {
        break;
      }
      rows.push([]);
    } else {
      at += 1;
    }
  }
  return text ? rows : [];
}

const plainly = (text) => text.normalize("NFC").trim().replace(/\s+/g, " ").toLocaleLowerCase("vi");

class Grid {
  constructor(area) {
    this.box = area;
    this.form = area.closest("form");
    this.body = area.querySelector("tbody");
    this.heads = [...area.querySelectorAll("th[data-column]")];
    this.columns = this.heads.map((head) => head.dataset.column);
    this.said = this.form.querySelector("[data-grid-said]");
    this.edited = null;
    this.before = "";
    this.byPointer = false;
    area.addEventListener("pointerdown", () => (this.byPointer = true));
    area.addEventListener("focusin", (event) => this.enter(event.target));
    area.addEventListener("keydown", (event) => this.key(event));
    area.addEventListener("input", (event) => this.typed(event.target));
    area.addEventListener("paste", (event) => this.paste(event));
    this.form.addEventListener("formdata", (event) => this.send(event.formData));
    const more = this.form.querySelector("[data-grid-more]");
    more.hidden = false;
    more.addEventListener("click", () => this.cell(this.addRows(10)[0], "kind").focus());
  }

  // Rows and cells --------------------------------------------------------------------------------

  get rows() {
    return [...this.body.rows];
  }

  cell(row, column) {
    return row.cells[this.columns.indexOf(column) + 2].querySelector("[data-cell]");
  }

  place(field) {
    const cell = field.closest("td");
    return { row: this.rows.indexOf(cell.parentElement), column: cell.cellIndex - 2 };
  }

  isNew(row) {
    return row.dataset.row.startsWith("new");
  }

  addRows(many) {
    const last = Math.max(0, ...this.rows.filter((row) => this.isNew(row)).map((row) => Number(row.dataset.row.slice(3))));
    const number = Number(this.rows.at(-1)?.querySelector("[data-number]").textContent || 0);
    const made = [];
    for (let more = 1; more <= many; more += 1) {
      const part = this.box.querySelector("template").content.cloneNode(true);
      for (const one of part.querySelectorAll("*")) {
        for (const name of ["id", "name", "data-row", "aria-labelledby"]) {
          if (one.hasAttribute(name)) {
            one.setAttribute(name, one.getAttribute(name).replaceAll("new__", `new${last + more}`));
          }
        }
      }
      part.querySelector("[data-number]").textContent = String(number + more);
      made.push(part.querySelector("tr"));
      this.body.append(part);
    }
    return made;
  }

  // From cell to cell: a cell that is entered by key is chosen whole; F2, a click or typing edits in it ---------------

  enter(field) {
    if (!field.matches("[data-cell]")) {
      return;
    }
    picker.close();
    this.before = field.value;
    this.edited = this.byPointer ? field : null;
    if (!this.byPointer) {
      field.select();
    }
    this.byPointer = false;
    field.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  go(field, rows, columns) {
    const from = this.place(field);
    let { row, column } = from;
    for (;;) {
      row += rows;
      column += columns;
      if (row < 0 || row >= this.rows.length || column < 0 || column >= this.columns.length) {
        return;
      }
      const next = this.rows[row].cells[column + 2].querySelector("[data-cell]");
      if (next) {
        next.focus();
        return;
      }
    }
  }

  key(event) {
    const field = event.target;
    if (!field.matches("[data-cell]") || event.isComposing || event.ctrlKey || event.metaKey) {
      return;
    }
    const isEdited = this.edited === field;
    if (isEdited && picker.key(event, field)) {
      event.preventDefault();
      return;
    }
    const ways = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.key === "Enter" && event.altKey && field.tagName === "TEXTAREA") {
      event.preventDefault();
      field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
      this.tell(field);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.go(field, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.escape(field);
    } else if (event.key === "F2") {
      event.preventDefault();
      this.edited = field;
      field.setSelectionRange(field.value.length, field.value.length);
    } else if (!isEdited && !event.altKey && !event.shiftKey && event.key in ways) {
      event.preventDefault();
      this.go(field, ...ways[event.key]);
    }
  }

  escape(field) {
    if (this.edited !== field && field.value === this.before) {
      this.form.querySelector(".form-actions [type=submit]").focus();
      return;
    }
    this.edited = null;
    if (field.value !== this.before) {
      field.value = this.before;
      this.tell(field);
      this.edited = null;
    }
    field.select();
  }

  typed(field) {
    if (field.matches("[data-cell]")) {
      this.edited = field;
      const row = field.closest("tr");
      if (this.isNew(row) && field === this.cell(row, "name")) {
        picker.ask(this, field);
      }
    }
  }

  // What was typed by the script counts as typed: the page warns before it is lost.
  tell(field) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // A block from Excel ------------------------------------------------------------------------------

  paste(event) {
    const field = event.target;
    const block = blockOf(event.clipboardData.getData("text/plain"));
    const isOne = block.length === 1 && block[0].length === 1;
    if (!field.matches("[data-cell]") || isOne || (this.edited === field && field.tagName === "TEXTAREA")) {
      return;
    }
    event.preventDefault();
    while (block.length && block.at(-1).every((cell) => !cell.trim())) {
      block.pop();
    }
    const from = this.place(field);
    const keys = this.keysOf(block, from.column);
    const wrong = keys ? this.whyNot(block, keys, from.row) : this.box.dataset.wide;
    if (wrong) {
      this.say(wrong);
      return;
    }
    this.fill(block, keys, from.row);
    this.say(this.box.dataset.pasted, { rows: block.length });
    this.edited = null;
    this.tell(field);
  }

  // The column of each pasted one; headings among what is pasted are taken off. None where there are too many.
  keysOf(block, first) {
    const called = new Map();
    for (const head of this.heads) {
      head.dataset.called.split("|").forEach((name) => called.set(plainly(name), head.dataset.column));
    }
    const named = (block[0] || []).map((cell) => called.get(plainly(cell)) || "");
    if (named.filter(Boolean).length >= 3) {
      block.shift();
      return named;
    }
    const width = Math.max(0, ...block.map((row) => row.findLastIndex((cell) => cell.trim()) + 1));
    if (width > this.columns.length) {
      // As wide as the list: with its running number.
      return width === this.columns.length + 1 ? ["", ...this.columns] : null;
    }
    return first + width <= this.columns.length ? this.columns.slice(first, first + width) : null;
  }

  whyNot(block, keys, first) {
    const there = this.rows.slice(first, first + block.length);
    for (const [number, row] of there.entries()) {
      for (const fixed of row.querySelectorAll('[data-fixed="name"], [data-fixed="code"]')) {
        const pasted = block[number][keys.indexOf(fixed.dataset.fixed)] || "";
        if (pasted.trim() && plainly(pasted) !== plainly(fixed.dataset.value)) {
          const words = { row: row.querySelector("[data-number]").textContent, name: fixed.dataset.value, pasted };
          return this.words(this.box.dataset.other, words);
        }
      }
    }
    const others = this.rows.filter((row) => this.isNew(row) && !there.includes(row) && this.says(row)).length;
    const fresh = others + block.length - there.filter((row) => !this.isNew(row)).length;
    const most = this.box.dataset.most;
    return fresh > Number(most) ? this.words(this.box.dataset.long, { most }) : "";
  }

  says(row) {
    return [...row.querySelectorAll("[data-cell]")].some((field) => field.value.trim());
  }

  fill(block, keys, first) {
    const missing = first + block.length - this.rows.length;
    if (missing > 0) {
      this.addRows(missing);
    }
    const rows = this.rows;
    for (const [number, cells] of block.entries()) {
      for (const [place, key] of keys.entries()) {
        const field = key ? this.cell(rows[first + number], key) : null;
        if (field) {
          field.value = cells[place] || "";
        }
      }
    }
  }

  say(text, words = {}) {
    this.said.textContent = this.words(text, words);
  }

  words(text, words) {
    return Object.entries(words).reduce((said, [name, word]) => said.replaceAll(`{${name}}`, String(word)), text);
  }

  // Only what was typed is sent: rows of lines in which nothing changed stay at home, and empty cells of new rows.
  send(data) {
    for (const row of this.rows) {
      const fields = [...row.querySelectorAll("[data-cell]")];
      const isTouched = row.hasAttribute("data-touched") || fields.some((field) => field.value !== field.defaultValue);
      if (this.isNew(row)) {
        fields.filter((field) => !field.value.trim()).forEach((field) => data.delete(field.name));
      } else if (!isTouched) {
        fields.forEach((field) => data.delete(field.name));
        data.delete(`${row.dataset.row}-was`);
      }
    }
  }
}

// People and bodies by name, as a list below the cell: arrows choose, Enter takes, Escape closes --------------------

const picker = {
  field: null,
  grid: null,
  timer: 0,
  panel: null,

  ask(grid, field) {
    clearTimeout(this.timer);
    this.grid = grid;
    this.timer = setTimeout(() => this.show(field), 300);
  },

  async show(field) {
    const asked = field.value;
    const answer = await fetch(`${this.grid.box.dataset.options}?options=1&q=${encodeURIComponent(asked)}`);
    if (!answer.ok || document.activeElement !== field || field.value !== asked) {
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    this.close();
    if (document.activeElement !== field || !page.body.querySelector("[role=option]")) {
      return;
    }
    this.field = field;
    this.panel = document.createElement("div");
    this.panel.className = "grid-found";
    this.panel.append(...page.body.childNodes);
    field.after(this.panel);
    this.panel.scrollIntoView({ block: "nearest", inline: "nearest" });
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "true", "aria-controls": "nominee-options" };
    Object.entries(says).forEach(([name, value]) => field.setAttribute(name, value));
    this.panel.addEventListener("pointerdown", (event) => event.preventDefault());
    this.panel.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
  },

  get options() {
    return this.panel ? [...this.panel.querySelectorAll("[role=option]")] : [];
  },

  get chosen() {
    return this.options.find((option) => option.getAttribute("aria-selected") === "true");
  },

  // Whether the key was meant for the list.
  key(event, field) {
    if (!this.panel || this.field !== field) {
      return false;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const at = this.options.indexOf(this.chosen) + (event.key === "ArrowDown" ? 1 : -1);
      this.choose(this.options[Math.min(Math.max(at, 0), this.options.length - 1)]);
      return true;
    }
    if (event.key === "Enter" && this.chosen) {
      this.take(this.chosen);
      return true;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
      return true;
    }
    return false;
  },

  choose(option) {
    this.options.forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    this.field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  },

  take(option) {
    if (!option) {
      return;
    }
    const { field, grid } = this;
    const row = field.closest("tr");
    for (const key of ["kind", "code", "name", "birth_year"]) {
      grid.cell(row, key).value = option.dataset[key] || "";
    }
    this.close();
    grid.edited = null;
    grid.before = field.value;
    grid.tell(field);
    field.select();
  },

  close() {
    clearTimeout(this.timer);
    if (this.panel) {
      ["role", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant"].forEach((name) =>
        this.field.removeAttribute(name),
      );
      this.panel.remove();
      this.panel = null;
    }
  },
};

if (box) {
  new Grid(box);
  box.addEventListener("focusout", (event) => event.target === picker.field && picker.close());
}
