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
for (const sketch of document.querySelectorAll("[data-sketch]")) {
  sketch.hidden = false;
  const drawing = sketch.querySelector("svg");
  const form = sketch.closest("form");
  const building = form.elements.building;
  const mark = () => {
    const { map_x: x, map_y: y } = form.elements;
    if (x.value && y.value) {
      const pin = drawing.querySelector(".sketch-pin");
      pin.setAttribute("cx", Number(x.value) * 1000);
      pin.setAttribute("cy", Number(y.value) * 1000);
    }
    for (const spot of drawing.querySelectorAll("[data-building]")) {
      spot.classList.toggle("sketch-chosen", spot.dataset.building === building.value);
    }
  };
  drawing.addEventListener("click", (event) => {
    const frame = drawing.getBoundingClientRect();
    form.elements.map_x.value = ((event.clientX - frame.left) / frame.width).toFixed(4);
    form.elements.map_y.value = ((event.clientY - frame.top) / frame.height).toFixed(4);
    const tapped = event.target.closest("[data-building]");
    if (tapped) building.value = tapped.dataset.building;
    mark();
  });
  building.addEventListener("change", mark);
  mark();
}
