// A mark of the affinity plot tells itself below the plot while the pointer or the keyboard is on it.
(() => {
  "use strict";

  function start() {
    const place = document.querySelector("[data-told]");
    const marks = [...document.querySelectorAll(".affinity .value")];
    if (!place || !marks.length) return;
    const quiet = place.textContent;
    const tell = (mark) => {
      place.textContent = mark ? mark.getAttribute("aria-label") : quiet;
      for (const one of marks) {
        one.classList.toggle("lit", one === mark);
        document.getElementById(one.dataset.row)?.classList.toggle("lit", one === mark);
      }
    };
    for (const mark of marks) {
      mark.querySelector("title").remove(); // told below instead, at once and not in a tip of the browser
      for (const name of ["pointerenter", "focus"]) mark.addEventListener(name, () => tell(mark));
      mark.addEventListener("blur", () => tell(null));
    }
    addEventListener("keydown", (event) => { if (event.key === "Escape") tell(null); });
  }

  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", start) : start();
})();
