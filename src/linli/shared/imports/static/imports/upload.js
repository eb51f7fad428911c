// A file that is too big is not even sent; the server refuses it too.
const input = document.querySelector("input[data-most-megabytes]");
const warning = document.querySelector("[data-too-big]");

input.addEventListener("change", () => {
  const most = Number(input.dataset.mostMegabytes) * 1024 * 1024;
  const tooBig = input.files.length > 0 && input.files[0].size > most;
  warning.hidden = !tooBig;
  input.form.querySelector("button[type=submit]").disabled = tooBig;
});
