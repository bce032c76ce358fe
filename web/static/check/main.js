// The check page, made quicker: completion while typing, chips, sliders and results without leaving the page.
// Everything the reader sees in the results is rendered by the server; without these scripts the forms work as they are.
import { ask, addressOf, follow, onShown } from "./ask.js";
import { complete } from "./completion.js";
import { slide } from "./dose.js";
import { take } from "./takeaway.js";
import { root, ui } from "./page.js";

const { form, results } = ui;
if (form && results) {
  const entry = becomeOneLine(document.getElementById("medicine"));
  complete(entry);

  // Enter in a chip, and leaving a chip that was changed, check the list as it stands then
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(addressOf(form), { entry });
  });
  results.addEventListener("change", (event) => {
    if (event.target.closest(".piece")) ask(addressOf(form), { entry });
  });
  results.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest(".piece")) event.target.value = event.target.defaultValue;
  });
  entry.addEventListener("keydown", (event) => {
    const last = [...results.querySelectorAll(".piece input")].pop();
    if (event.key === "Backspace" && !entry.value && last) { event.preventDefault(); last.focus(); }
  });
  entry.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/[\n\r]/.test(text)) return; // a line of its own for each line of the list
    event.preventDefault();
    entry.setRangeText(text.split(/[\n\r]+/).map((line) => line.trim()).filter(Boolean).join("; "), entry.selectionStart, entry.selectionEnd, "end");
    ask(addressOf(form), { entry });
  });

  // links of the page that only change the check are taken without leaving it
  document.addEventListener("click", (event) => {
    const link = event.target.closest(`a[href^="${root}/?"]`);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    ask(link.getAttribute("href"), { entry });
  });
  addEventListener("popstate", () => follow(entry));

  onShown(() => { slide(results); take(results); place(results); });
  slide(results);
  take(results);
  addEventListener("load", () => place(results), { once: true });
}

// a field of one line, so that Enter checks; without scripts the area takes a list of several lines
function becomeOneLine(area) {
  const input = document.createElement("input");
  for (const { name, value } of area.attributes) if (name !== "rows") input.setAttribute(name, value);
  for (const [name, value] of Object.entries({ type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": "medicine-options", "aria-autocomplete": "list", enterkeyhint: "search" })) input.setAttribute(name, value);
  input.value = area.value.split(/[\n\r]+/).filter(Boolean).join("; ");
  const had = document.activeElement === area;
  area.replaceWith(input);
  if (had) input.focus({ preventScroll: true });
  return input;
}

// a picture wider than the screen opens where its path begins, not on an empty corner
function place(within) {
  const still = within.querySelector(".still");
  const first = still?.querySelector(".node.product, .node.alkaloid, .node");
  if (!first || still.scrollWidth <= still.clientWidth) return;
  const box = first.getBoundingClientRect(), frame = still.getBoundingClientRect();
  still.scrollLeft += box.left - frame.left - 16;
  still.scrollTop += box.top - frame.top - frame.height / 2;
}
