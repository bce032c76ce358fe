// A lesson one step at a time: Next and Back, the arrow keys, #step-3 in the address, larger type, the whole screen.
// Without this script all steps stand on one page.
(() => {
  "use strict";

  const lesson = document.querySelector("[data-lesson]");
  if (!lesson) return;
  const steps = [...lesson.querySelectorAll("[data-step]")];
  const opening = lesson.querySelector(".opening");
  const ending = lesson.querySelector("[data-ending]");
  const bar = lesson.querySelector("[data-bar]");
  const button = (name) => lesson.querySelector(`[data-do="${name}"]`);
  const LARGEST = 1.8;
  let now = 0; // 0: all steps; else the number of the one that is shown

  const wanted = () => {
    const found = /^#step-(\d+)$/.exec(location.hash);
    const number = found ? Number(found[1]) : 0;
    return number >= 1 && number <= steps.length ? number : 0;
  };

  // On a wide screen a picture takes the room there is, so that the last row can read it.
  function enlarge(step) {
    for (const svg of step.querySelectorAll("svg.picture-svg")) {
      const { width, height } = svg.viewBox.baseVal;
      const room = matchMedia("(min-width: 1200px)").matches ? svg.parentElement.clientWidth - 2 : 0;
      const scale = Math.min(LARGEST, room / width, Math.max(1, (0.66 * innerHeight) / height));
      svg.style.width = now && scale > 0 ? `${Math.round(width * scale)}px` : "";
      svg.style.minWidth = now && scale > 0 ? "0" : "";
    }
  }

  function draw() {
    for (const step of steps) step.hidden = now > 0 && Number(step.dataset.step) !== now;
    opening.classList.toggle("folded", now > 0);
    ending.hidden = now > 0 && now !== steps.length;
    bar.hidden = now === 0;
    lesson.classList.toggle("single", now > 0);
    steps.forEach(enlarge);
    if (!now) return;
    bar.querySelector("[data-place]").textContent = `Step ${now} of ${steps.length}`;
    bar.querySelector("[data-progress]").value = now;
    button("back").disabled = now === 1;
    button("next").disabled = now === steps.length;
  }

  function go(number) {
    const next = Math.min(Math.max(number, 1), steps.length);
    if (next === now) return;
    now = next;
    history.replaceState(null, "", `#step-${now}`);
    draw();
    steps[now - 1].focus({ preventScroll: true });
    scrollTo(0, lesson.offsetTop);
    lesson.scrollTop = 0;
  }

  function all() {
    const last = now;
    now = 0;
    history.replaceState(null, "", location.pathname + location.search);
    draw();
    steps[last - 1]?.scrollIntoView({ block: "start" });
    button("begin").focus({ preventScroll: true });
  }

  lesson.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    const act = {
      begin: () => go(1),
      next: () => go(now + 1),
      back: () => go(now - 1),
      all,
      print: () => print(),
      larger: () => pressed.setAttribute("aria-pressed", String(lesson.classList.toggle("large"))),
      screen: () => (document.fullscreenElement ? document.exitFullscreen() : lesson.requestFullscreen()),
    }[pressed?.dataset.do];
    act?.();
  });

  document.addEventListener("keydown", (event) => {
    if (!now || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea, [data-picture], .wide, .drawing")) return;
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    go(now + by);
  });

  document.addEventListener("fullscreenchange", () => button("screen").setAttribute("aria-pressed", String(document.fullscreenElement === lesson)));
  if (!lesson.requestFullscreen) button("screen").hidden = true;

  addEventListener("resize", () => steps.forEach(enlarge));
  addEventListener("hashchange", () => { if (wanted()) go(wanted()); });
  for (const field of lesson.querySelectorAll("[data-frame]")) { // a frame elsewhere needs the whole address
    field.value = field.value.replace(' src="/', ` src="${location.origin}/`);
    field.addEventListener("focus", () => field.select());
  }
  lesson.querySelector("[data-walk]").hidden = false;
  if (wanted()) go(wanted());
})();
