// Drawing on the sketch map: each click adds a corner, the text field holds them all.
const map = document.querySelector("[data-sketch]");
const field = document.querySelector("[data-points]");
const own = map.querySelector(".sketch-own");

function points() {
  return field.value.trim().split(/\s+/).filter(Boolean);
}

function show(list) {
  field.value = list.join(" ");
  // The field counts in thousandths of width and height; the map is 1000 by 700.
  const corners = list.map((point) => point.split(",").map(Number));
  const drawn = corners.length === 1 ? dot(corners[0]) : corners;
  own.setAttribute("points", drawn.map(([x, y]) => `${x},${y * 0.7}`).join(" "));
}

function dot([x, y]) {
  return [[x - 8, y], [x, y - 11], [x + 8, y], [x, y + 11]];
}

map.addEventListener("click", (event) => {
  const frame = map.getBoundingClientRect();
  const x = Math.round(((event.clientX - frame.left) / frame.width) * 1000);
  const y = Math.round(((event.clientY - frame.top) / frame.height) * 1000);
  show([...points(), `${x},${y}`]);
});
field.addEventListener("input", () => show(points()));
document.querySelector("[data-undo-point]").addEventListener("click", () => show(points().slice(0, -1)));
document.querySelector("[data-clear-points]").addEventListener("click", () => show([]));
show(points());
