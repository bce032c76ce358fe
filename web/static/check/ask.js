// Ask the server for a check and put its answer in place: what the reader has opened, focused and scrolled to stays.
import { make, root, say, ui } from "./page.js";

const REGIONS = ["in-words", "lost", "listed", "counts", "adjust", "found"];
const shown = [];
let under_way = null;
let asked = location.pathname + location.search;

export const onShown = (work) => shown.push(work);

// the address of what stands in a form; a field of the patient is told as FIELD:VALUE, as the server writes it
export function addressOf(form) {
  const query = new URLSearchParams(), list = [];
  for (const [name, given] of new FormData(form)) {
    const value = given.trim();
    if (!value) continue;
    if (name === "s") list.push([value, form.elements.medicine?.value === given]);
    else if (name.startsWith("patient.")) query.append("patient", `${name.slice("patient.".length)}:${value}`);
    else query.append(name, value);
  }
  list.sort((one, other) => one[1] - other[1]); // what is typed now comes after what stands there
  const first = new URLSearchParams(list.map(([value]) => ["s", value]));
  return `${root}/?${[first, query].map(String).filter(Boolean).join("&")}`;
}

// tells whether the answer was put in place: not when a later question took its turn, nor when it failed
export async function ask(address, { entry = null, quiet = false, replace = false, told = null } = {}) {
  if (ui.form && !ui.form.reportValidity()) return false;
  under_way?.abort();
  const mine = (under_way = new AbortController());
  if (!quiet) ui.results.classList.add("busy");
  ui.results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("found")) throw new Error(page.querySelector("main p")?.textContent || `status ${answer.status}`);
    if (mine.signal.aborted) return false;
    if (entry && !quiet) {
      entry.value = page.getElementById("medicine").value;
      entry.placeholder = page.getElementById("medicine").placeholder;
    }
    show(page, entry, quiet);
    asked = address;
    document.title = page.title;
    if (address !== location.pathname + location.search) history[replace ? "replaceState" : "pushState"]({}, "", address);
    say(told ? told() : spoken());
    if (!quiet) ui.results.querySelector(".lost-names")?.scrollIntoView({ block: "nearest" });
    return true;
  } catch (problem) {
    if (mine.signal.aborted) return false;
    const notice = make("section", "", { class: "lost-names", role: "alert" });
    notice.append(make("h2", "The check did not succeed; nothing below is an answer."), make("p", `Your list is kept. ${problem.message} Choose Check to try again.`));
    document.getElementById("lost").replaceChildren(notice);
    for (const name of ["counts", "found"]) document.getElementById(name).replaceChildren();
    return false;
  } finally {
    if (mine === under_way) {
      ui.results.classList.remove("busy");
      ui.results.removeAttribute("aria-busy");
    }
  }
}

// going back or forward shows the check of that address
export function follow(entry) {
  const address = location.pathname + location.search;
  if (address !== asked) ask(address, { entry });
}

export function spoken() {
  const texts = (selector) => [...ui.results.querySelectorAll(selector)].map((one) => one.textContent.trim().replace(/\s+/g, " "));
  return [...texts(".lost-names h2"), texts(".counts li").join(", "), ...texts(".filtered p")].filter(Boolean).join(". ") || "Checked.";
}

function show(page, entry, sliding) {
  const focused = document.activeElement?.id || "";
  const inside = ui.results.contains(document.activeElement);
  const held = sliding && document.activeElement?.closest("[data-dose]");
  const top = held && held.getBoundingClientRect().top;
  const open = openings();
  const picture = ui.results.querySelector(".beside");
  for (const name of REGIONS) {
    const old = document.getElementById(name), fresh = document.adoptNode(page.getElementById(name));
    if (held && old.contains(held)) renew(old, fresh, held);
    else old.replaceChildren(...fresh.childNodes);
  }
  keepPicture(picture);
  for (const one of ui.results.querySelectorAll("details")) one.open = open.get(keyOf(one)) ?? one.open;
  if (inside && !ui.results.contains(document.activeElement)) (document.getElementById(focused) || entry)?.focus({ preventScroll: true });
  if (held) scrollBy(0, held.getBoundingClientRect().top - top);
  globalThis.alkagraphPicture?.start(document);
  for (const work of shown) work();
}

// a slider in use stays the same element; all else around it is renewed
function renew(old, fresh, held) {
  for (const one of [...old.children]) if (one !== held) one.remove();
  const twin = fresh.querySelector(`#${CSS.escape(held.querySelector(".whose").id)}`)?.closest("[data-dose]");
  if (!twin) return old.replaceChildren(...fresh.childNodes);
  for (const name of ["s", "product"]) for (const one of held.querySelectorAll(`input[type=hidden][name="${name}"]`)) one.remove();
  held.prepend(...twin.querySelectorAll("input[type=hidden]"));
  let after = false;
  for (const one of [...fresh.children]) {
    if (one === twin) after = true;
    else if (after) old.append(one);
    else old.insertBefore(one, held);
  }
}

// the same picture is not drawn again: it keeps its zoom, its place and what was chosen in it
function keepPicture(old) {
  const fresh = ui.results.querySelector(".beside");
  const drawn = (aside) => aside?.querySelector("[data-picture-data]")?.textContent;
  if (!drawn(old) || drawn(old) !== drawn(fresh)) return;
  const still = old.querySelector(".still"), [left, top] = [still.scrollLeft, still.scrollTop];
  fresh.replaceWith(old);
  [still.scrollLeft, still.scrollTop] = [left, top];
  old.querySelector("[data-picture]").dispatchEvent(new Event("cards"));
}

function keyOf(details) {
  const card = details.closest("article");
  if (!card) return details.id || details.className;
  return `${card.id}:${details.querySelector("summary").textContent.replace(/\d+/g, "").trim()}`; // counts may change
}

const openings = () => new Map([...ui.results.querySelectorAll("details")].map((one) => [keyOf(one), one.open]));
