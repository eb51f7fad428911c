// Small comforts of the residents' request pages. Every page works without this file.

// What should be done first ("马上拨打119") appears while somebody writes. The words are compared
// here: nothing that has not been sent leaves the phone.
for (const box of document.querySelectorAll("[data-first-calls]")) {
  const watches = JSON.parse(document.getElementById(box.dataset.firstCalls).textContent);
  const words = box.querySelector("textarea");
  const calls = box.querySelector(".first-calls");
  const look = () => {
    const text = words.value.toLowerCase();
    const found = watches.filter((watch) => watch.words.some((word) => text.includes(word)));
    const said = found.map((watch) => watch.say);
    if (said.join() === calls.dataset.said) return;
    calls.dataset.said = said.join();
    calls.replaceChildren(
      ...said.map((sentence) => {
        const note = document.createElement("div");
        note.className = "note note-strong";
        note.append(Object.assign(document.createElement("strong"), { textContent: sentence }));
        return note;
      }),
    );
  };
  words.addEventListener("input", look);
  look();
}

// Photos are seen before they are sent, and more than may be sent are told at once.
for (const box of document.querySelectorAll(".photos")) {
  const previews = box.querySelector("[data-previews]");
  if (!previews) continue;
  box.classList.add("with-previews");
  const inputs = [...box.querySelectorAll("input[type=file]")];
  box.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    for (const image of previews.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    const files = inputs.flatMap((input) => [...input.files]);
    const most = Number(previews.dataset.most);
    const items = files.slice(0, most).map((file) => {
      const item = document.createElement("li");
      const image = Object.assign(document.createElement("img"), { alt: file.name });
      image.src = URL.createObjectURL(file);
      item.append(image);
      return item;
    });
    if (files.length > most) {
      const note = Object.assign(document.createElement("li"), { className: "shots-note" });
      note.textContent = previews.dataset.tooMany;
      items.push(note);
    }
    previews.replaceChildren(...items);
  });
}

// A tap on the sketch map marks the spot and chooses the building that was tapped.
for (const box of document.querySelectorAll(".tap-map")) {
  const drawing = box.querySelector("svg");
  const pin = drawing.querySelector(".tap-map-pin");
  const { building, map_x: x, map_y: y } = box.closest("form").elements;
  const mark = () => {
    pin.setAttribute("visibility", x.value && y.value ? "visible" : "hidden");
    pin.setAttribute("transform", `translate(${x.value * 1000} ${y.value * 700})`);
    for (const spot of drawing.querySelectorAll("[data-building]")) {
      spot.classList.toggle("tap-map-chosen", spot.dataset.building === building.value);
    }
  };
  drawing.addEventListener("click", (event) => {
    const frame = drawing.getBoundingClientRect();
    x.value = ((event.clientX - frame.left) / frame.width).toFixed(4);
    y.value = ((event.clientY - frame.top) / frame.height).toFixed(4);
    const tapped = event.target.closest("[data-building]");
    if (tapped) building.value = tapped.dataset.building;
    mark();
  });
  building.addEventListener("change", mark);
  mark();
}
