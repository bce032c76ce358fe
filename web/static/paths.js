// Choosing a path lights it in the picture and dims the rest; choosing it again, or Escape, lets everything shine.
(() => {
  "use strict";

  function start() {
    const svg = document.querySelector("svg.picture-svg");
    const data = document.querySelector("[data-picture-data]");
    if (!svg || !data) return;
    const edges = JSON.parse(data.textContent).edges;
    const buttons = [...document.querySelectorAll("[data-way]")];

    const chosen = () => buttons.find((one) => one.getAttribute("aria-pressed") === "true")?.dataset.way ?? "";

    function light(name) {
      const own = name ? edges.filter((edge) => edge.pairs.includes(name)) : [];
      const arrows = new Set(own.map((edge) => edge.id));
      const ends = new Set(own.flatMap((edge) => [edge.from, edge.to]));
      svg.classList.toggle("dimmed", own.length > 0);
      for (const mark of svg.querySelectorAll("[data-edge]")) mark.classList.toggle("lit", arrows.has(mark.dataset.edge));
      for (const mark of svg.querySelectorAll("[data-node]")) mark.classList.toggle("lit", ends.has(mark.dataset.node));
      for (const button of buttons) {
        const on = button.dataset.way === name;
        button.setAttribute("aria-pressed", String(on));
        button.closest("[data-card]").classList.toggle("lit", on);
      }
    }

    for (const button of buttons) {
      button.closest(".lighter").hidden = false;
      button.addEventListener("click", () => light(button.getAttribute("aria-pressed") === "true" ? "" : button.dataset.way));
      // what was lit in passing goes; what was chosen stays
      for (const name of ["mouseleave", "focusout"]) button.closest("[data-card]").addEventListener(name, () => light(chosen()));
    }
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") light(""); });
  }

  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
