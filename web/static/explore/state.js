// Every state is an address: a step fetches the page of the next one and puts its parts in place; Back is undo.
import { changed, fetched, part, place, root, say } from "./page.js";

const PARTS = ["title", "chips", "narrow", "stage", "panel", "twin"];
let under = null;
let steps = history.state?.step || 0;
let last = steps;

/** Tell where the focus is, so that it can be found again in what replaces it: part, kind of element, words. */
function focused() {
  const one = document.activeElement;
  const where = one?.closest("[data-part]")?.dataset.part;
  return where && { where, tag: one.localName, words: one.textContent.replace(/[\d,]+|hidden|\s+/g, "") };
}

function refocus(held) {
  if (!held || held.where === "stage" || document.activeElement !== document.body) return;
  const found = [...part(held.where).querySelectorAll(held.tag)].find((one) => one.textContent.replace(/[\d,]+|hidden|\s+/g, "") === held.words);
  (found || part("panel")).focus({ preventScroll: true });
}

/** Replace the parts of this page by those of another; open folds and the place of scrolling stay. */
function replace(other) {
  const open = [...root.querySelectorAll("details[open] > summary")].map((one) => one.textContent.replace(/\(.*/, ""));
  for (const name of PARTS) {
    const fresh = other.querySelector(`[data-part="${name}"]`);
    const old = part(name);
    if (!fresh || !old) continue;
    if (name === "stage") {
      old.querySelector("[data-live]")?.before(...fresh.querySelectorAll("[data-none]"));
      const here = old.querySelector(".still"), later = fresh.querySelector(".still").dataset.later;
      here.replaceChildren(...fresh.querySelector(".still").childNodes);
      if (later) here.dataset.later = later;
      else delete here.dataset.later;
      old.querySelector(".still").setAttribute("aria-label", fresh.querySelector(".still").getAttribute("aria-label"));
      old.querySelector("[data-view]").textContent = fresh.querySelector("[data-view]").textContent;
      old.querySelector(".pair").replaceChildren(...fresh.querySelector(".pair").childNodes);
      old.querySelector(":scope > p")?.remove();
      const note = fresh.querySelector(":scope > p");
      if (note) old.append(note);
    } else old.replaceChildren(...fresh.childNodes);
  }
  for (const summary of root.querySelectorAll("details > summary"))
    if (open.includes(summary.textContent.replace(/\(.*/, ""))) summary.parentElement.open = true;
  document.title = other.title;
}

/** Go to the view at an address. `push` makes it a step that can be undone. */
export async function go(address, { push = true } = {}) {
  under?.abort();
  under = new AbortController();
  root.setAttribute("aria-busy", "true");
  try {
    const other = await fetched(address, under.signal);
    if (!other.querySelector("[data-part=stage]")) return void location.assign(address);
    if (push) history.pushState({ step: ++steps }, "", address);
    last = history.state?.step || 0;
    const held = focused();
    replace(other);
    changed({ address, walked: held?.where === "stage" });
    refocus(held);
  } catch (error) {
    if (error.name !== "AbortError") say(error.message);
    if (error instanceof TypeError) location.assign(address);
  } finally {
    root.removeAttribute("aria-busy");
  }
}

/** Keep what is chosen in the address without making it a step. */
export function note(address) {
  history.replaceState({ step: last }, "", address);
}

export const undo = () => (last > 0 ? history.back() : say("There is nothing to undo."));
export const redo = () => (last < steps ? history.forward() : say("There is nothing to redo."));

export function follow() {
  if (!history.state) history.replaceState({ step: 0 }, "");
  addEventListener("popstate", () => {
    if (location.pathname === place) go(location.href, { push: false });
  });
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (link.dataset.away !== undefined || link.dataset.choose || link.dataset.bring || link.closest("svg")) return;
    const address = new URL(link.href, location.href);
    if (address.origin !== location.origin || address.pathname !== place) return;
    event.preventDefault();
    go(address.href);
  });
}
