// Comforts of the worker's pages of requests. Every page works without this file.

// ---- Keys: a letter jumps to what carries it in data-key; see the table on "?" ---------------

const keys = document.getElementById("keys");
const SWITCH = "linli.keys";

function keysAreOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

function isTyping(target) {
  if (target.closest("dialog[open]")) return true;
  // A dialog that has just closed leaves the focus on its hidden field for a moment.
  const field = target.closest("input, textarea, select, [contenteditable]");
  return field !== null && field.offsetParent !== null;
}

function leap(letter) {
  const places = document.querySelectorAll(`[data-key="${CSS.escape(letter)}"]`);
  const place = [...places].find((one) => one.offsetParent !== null);
  if (!place) return false;
  // A form's own button only takes one to the form; pressing it is a second, deliberate step.
  const form = place.closest("form[data-step]");
  if (form) {
    (form.querySelector("input:not([type=hidden]), textarea, select") ?? place).focus();
  } else {
    place.click();
  }
  return true;
}

function walkRows(step) {
  const rows = [...document.querySelectorAll(".cases-table .row-link")];
  if (!rows.length) return false;
  const next = rows.indexOf(document.activeElement) + step;
  rows[Math.max(0, Math.min(next, rows.length - 1))].focus();
  return true;
}

function onLetter(letter) {
  if (letter === "?") return keys ? (keys.showModal(), true) : false;
  if (!keysAreOn()) return false;
  if (letter === "j") return walkRows(1);
  if (letter === "k") return walkRows(-1);
  if (letter === "/") {
    const box = document.querySelector("main input[name=q], .topbar input[name=q]");
    box?.focus();
    return box !== null;
  }
  return leap(letter);
}

// Writing comes first: the page to write a request down on begins in its first field; on a phone
// the keyboard would hide the page.
const intake = document.querySelector("form.intake");
if (intake && matchMedia("(min-width: 992px)").matches) {
  (intake.querySelector(".is-invalid") ?? intake.querySelector("textarea"))?.focus();
}

// Ctrl+Enter sends the form that one writes in, as in a chat.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form.intake, form[data-step]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button[type=submit].btn-primary"));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key.length === 1 && onLetter(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) keys.showModal();
});

const toggle = document.querySelector("[data-keys-on]");
if (toggle) {
  toggle.checked = keysAreOn();
  toggle.addEventListener("change", () => {
    localStorage.setItem(SWITCH, toggle.checked ? "on" : "off");
  });
}

// ---- What was proposed is taken over with a click or Alt and its number, while one writes -------

function accept(button) {
  const field = button.closest("form")?.elements.namedItem(button.dataset.accept);
  if (!field) return;
  field.closest("details")?.setAttribute("open", "");
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  for (const one of document.querySelectorAll(`[data-accept="${button.dataset.accept}"]`)) {
    one.setAttribute("aria-pressed", String(one === button));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-accept]");
  if (button) accept(button);
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit\d$/.test(event.code)) return;
  const button = document.querySelector(`[data-alt="${event.code.at(-1)}"]`);
  if (!button) return;
  event.preventDefault();
  accept(button);
});

// ---- An earlier answer becomes the draft; what stood there comes back with one click ------------

const replaced = new WeakMap();

function write(field, text) {
  field.focus();
  field.select();
  // So the browser's own undo knows of it, too.
  if (!document.execCommand("insertText", false, text)) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-draft], [data-undo-draft]");
  if (!button) return;
  const form = button.closest("form");
  const field = form?.elements.namedItem(button.dataset.draft ?? button.dataset.undoDraft);
  if (!field) return;
  const undo = form.querySelector("[data-undo-draft]");
  if (button === undo) {
    write(field, replaced.get(field));
    replaced.delete(field);
  } else {
    if (!replaced.has(field)) replaced.set(field, field.value);
    write(field, button.closest("li").querySelector("[data-draft-text]").textContent);
  }
  undo.hidden = !replaced.has(field);
});

// ---- After a step the page's main region is new: take the reader to what comes next -----------

// As soon as it stands there: a little later, the next key may have led the reader elsewhere.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "case-page") return;
  const wrong = event.target.querySelector(".is-invalid, [aria-invalid=true]");
  const next = event.target.querySelector("#next");
  const first = next?.querySelector("form[data-step] :is(input:not([type=hidden]), textarea, select)");
  const opened = event.detail.requestConfig?.verb === "get";
  (wrong ?? (opened ? first : null) ?? next)?.focus({ preventScroll: false });
});

// ---- Photos that are pasted or dropped join those that were chosen -----------------------------

function join(form, files) {
  const input = form.querySelector("input[type=file]");
  const photos = [...files].filter((file) => file.type.startsWith("image/"));
  if (!input || !photos.length) return false;
  const all = new DataTransfer();
  for (const file of [...input.files, ...photos]) all.items.add(file);
  input.files = all.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form[data-photos]") ?? document.querySelector("form[data-photos]");
  if (form && join(form, event.clipboardData.files)) event.preventDefault();
});

document.addEventListener("dragover", (event) => {
  const form = event.target.closest?.("form[data-photos]");
  if (!form || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  form.classList.add("dropping");
});

for (const ending of ["dragleave", "drop"]) {
  document.addEventListener(ending, (event) => {
    const form = event.target.closest?.("form[data-photos]");
    form?.classList.remove("dropping");
    if (ending === "drop" && form && join(form, event.dataTransfer.files)) event.preventDefault();
  });
}
