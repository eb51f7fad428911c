// Who types or picks an element means it: the dot before "按登记册填" follows.
document.addEventListener("input", (event) => {
  const name = event.target.name || "";
  if (!name.startsWith("what-")) return;
  const key = name.slice("what-".length);
  const dots = [...document.getElementsByName(`how-${key}`)];
  const offered = [...document.querySelectorAll("#elements option")];
  const known = offered.some((option) => option.value === event.target.value);
  const wanted = known ? "element" : "constant";
  const chosen = dots.find((dot) => dot.checked);
  if (known || !chosen || chosen.value === "blank") {
    dots.forEach((dot) => (dot.checked = dot.value === wanted));
  }
});

// Who types what a label counts wants it counted.
document.addEventListener("input", (event) => {
  const parts = /^(labels\d+-)of-(\w+)$/.exec(event.target.name || "");
  if (!parts || !event.target.value) return;
  const dots = [...document.getElementsByName(`${parts[1]}how-${parts[2]}`)];
  dots.forEach((dot) => (dot.checked = dot.value === "count"));
});
