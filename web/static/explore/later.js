// What the page of a large view leads to instead of holding it: fetched and put in place when somebody wants it.
import { changed, fetched, root, say } from "./page.js";

const HELD = { picture: ".still", list: "#twin-title, [data-twin]", table: "[data-table]" };
const kept = new Set(); // parts that somebody asked for: they come again with each view
let coming = new Map();
let under = new AbortController();

async function fetchedPart(name, slot, asked) {
  const address = new URL(location.href);
  address.searchParams.set("as", name);
  try {
    const piece = await fetched(address.href, under.signal);
    const parts = piece.querySelectorAll(HELD[name]);
    if (name === "picture") slot.replaceChildren(...parts[0].childNodes);
    else slot.replaceWith(...parts);
    delete slot.dataset.later;
    changed({ brought: name, asked });
    return true;
  } catch (error) {
    if (error.name !== "AbortError") say(error.message);
    return false;
  }
}

/** Put a part in place that the page only leads to; tell whether it is there. */
export function bring(name, asked = false) {
  const slot = root.querySelector(`[data-later="${name}"]`);
  if (!slot) return Promise.resolve(true);
  if (!coming.has(name)) coming.set(name, fetchedPart(name, slot, asked));
  return coming.get(name);
}

/** Leave what was coming for another view, and bring for this one what was asked for in that. */
export function renewed() {
  under.abort();
  under = new AbortController();
  coming = new Map();
  for (const name of kept) bring(name);
}

export function follow() {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-bring]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    kept.add(link.dataset.bring);
    bring(link.dataset.bring, true);
  });
}
