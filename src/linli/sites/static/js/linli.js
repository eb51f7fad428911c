// Small comforts. Every page works without this file.

// A menu closes when one clicks elsewhere or presses Escape; opening one closes the others.
function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// <button data-print>, <button data-copy="text">, <button data-close> inside a <details>.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  if ("close" in button.dataset) button.closest("details").open = false;
  if ("copy" in button.dataset) {
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = before), 2000);
  }
});

// Buttons that only a script can serve are hidden in the page and shown from here.
for (const button of document.querySelectorAll("[data-needs-script]")) button.hidden = false;

// A chosen file is shown by its name, in the language of the page and not of the browser.
document.documentElement.classList.add("has-script");

document.addEventListener("change", (event) => {
  const names = event.target.closest(".file-pick")?.querySelector(".file-pick-names");
  if (!names) return;
  names.dataset.none ??= names.textContent;
  const files = [...event.target.files];
  const told = files.map((file) => file.name).join("、");
  const many = files.length > 1 ? `${names.dataset.several.replace("{n}", files.length)}：` : "";
  names.textContent = files.length ? many + told : names.dataset.none;
});

// A form is sent once: a second tap while the first is under way changes nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 5000);
});

// Passkeys: the sign-in library tells of a ceremony that came to nothing; say it in words.
document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-error]");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
});

// An error that htmx was told stands above the content until the next attempt.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (requestConfig.verb === "get" && xhr.status < 400) return;
  for (const note of document.querySelectorAll(".error-note")) note.remove();
});

// A part that asks for news by itself stays silent when the answer is an error.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (requestConfig.headers["X-Linli-Poll"] && xhr.status >= 400) event.detail.shouldSwap = false;
});
