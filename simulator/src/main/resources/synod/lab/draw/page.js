(function () {
  "use strict";
  const run = JSON.parse(document.getElementById("run").textContent);
  const slider = document.getElementById("step");
  const caption = document.getElementById("caption");
  const states = document.getElementById("states");
  const rows = Array.from(document.querySelectorAll("svg.lab .row"));
  const parts = Array.from(document.querySelectorAll("svg.lab [data-step]:not(.row)"));
  const last = run.steps.length - 1;
  if (last < 0) {
    return;
  }

  // What is still to come shines through a little.
  const picture = document.querySelector("svg.lab");
  const veil = document.createElementNS(picture.namespaceURI, "rect");
  veil.setAttribute("class", "veil");
  veil.setAttribute("width", "100%");
  picture.append(veil);

  function cover(row) {
    const top = Number(row.getAttribute("y")) + Number(row.getAttribute("height"));
    veil.setAttribute("y", String(top));
    veil.setAttribute("height", String(Math.max(0, picture.viewBox.baseVal.height - top)));
  }

  // Text only ever enters the page as text.
  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function tell(step) {
    const now = run.steps[step];
    const before = step > 0 ? run.steps[step - 1] : now;
    caption.textContent = now.caption;
    slider.setAttribute("aria-valuetext", now.caption);
    states.replaceChildren(...run.nodes.map((node, i) => {
      const box = document.createElement("div");
      box.append(element("dt", node), ...now.states[i].map((line) => element("dd", line)));
      if (now.states[i].join("\n") !== before.states[i].join("\n")) {
        box.className = "changed";
      }
      return box;
    }));
  }

  function show(step, follows) {
    step = Math.min(Math.max(step, 0), last);
    slider.value = String(step);
    tell(step);
    for (const row of rows) {
      row.classList.toggle("now", Number(row.dataset.step) === step);
    }
    for (const part of parts) {
      const from = Number(part.dataset.step);
      const to = part.dataset.end === undefined ? from : Number(part.dataset.end);
      part.classList.toggle("after", from > step);
      part.classList.toggle("under-way", from <= step && to > step);
    }
    cover(rows[step]);
    if (follows) {
      const seen = rows[step].getBoundingClientRect();
      const panel = document.querySelector("aside").getBoundingClientRect();
      const below = panel.top > window.innerHeight / 3 ? panel.top : window.innerHeight;
      if (seen.top < 40 || seen.bottom > below - 20) {
        window.scrollBy({ top: seen.top - below / 2, behavior: "auto" });
      }
    }
  }

  const at = () => Number(slider.value);
  slider.addEventListener("input", () => show(at(), true));
  document.getElementById("back").addEventListener("click", () => show(at() - 1, true));
  document.getElementById("on").addEventListener("click", () => show(at() + 1, true));
  rows.forEach((row) => row.addEventListener("click", () => show(Number(row.dataset.step), false)));
  document.addEventListener("keydown", (event) => {
    if (event.target === slider || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const goal = { ArrowLeft: at() - 1, ArrowRight: at() + 1, Home: 0, End: last }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      show(goal, true);
    }
  });
  show(last, false);
})();
