// Sliders for amount and times a day: each move asks for the check again and puts its numbers in place.
import { addressOf, ask, spoken } from "./ask.js";
import { ui } from "./page.js";

const PAUSE = 160; // milliseconds after the last move
let timer = 0;

export function slide(within) {
  for (const form of within.querySelectorAll("[data-dose]:not([data-ready])")) prepare(form);
}

function prepare(form) {
  form.dataset.ready = "";
  const [amount, unit, times] = ["amount", "unit", "times"].map((name) => form.elements[name]);
  const sliders = [...form.querySelectorAll("[data-slides]")];
  const whose = form.querySelector(".whose").textContent;
  for (const one of sliders) one.hidden = false;
  form.querySelector("button").hidden = true;

  const told = () => {
    const often = times.value ? `, ${times.value} times a day` : "";
    const expected = ui.results.querySelector(".live")?.textContent.trim().replace(/\.$/, "");
    return [`${whose}: ${amount.value} ${unit.value}${often}`, expected, spoken()].filter(Boolean).join(". ");
  };
  let first = true; // the first move is a step to go back from; the moves after it are not
  const change = async () => {
    if (!form.reportValidity()) return;
    if (await ask(addressOf(form), { quiet: true, replace: !first, told })) first = false; // else a later move took its place
  };
  const anew = () => form.reportValidity() && ask(addressOf(form), { told }); // another unit has another slider
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(change, PAUSE);
  };

  for (const one of sliders) {
    const field = form.elements[one.dataset.slides];
    const speak = () => one.setAttribute("aria-valuetext", `${one.value} ${one.dataset.unit}`);
    one.addEventListener("input", () => { field.value = one.value; speak(); soon(); });
    field.addEventListener("input", () => {
      const value = Number(field.value.replace(",", "."));
      if (value > 0) { one.value = value; speak(); soon(); }
    });
  }
  if (!sliders.some((one) => one.dataset.slides === "amount")) amount.addEventListener("change", anew);
  unit.addEventListener("change", anew);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    change();
  });
}
