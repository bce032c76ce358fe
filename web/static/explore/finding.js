// Names that complete what is typed: things of every kind, by any part of their name (WAI-ARIA combobox with a list).
import { fetched, make, place, prefix, root, say } from "./page.js";
import { go } from "./state.js";

const PAUSE = 120; // milliseconds without a key before the server is asked
let timer = 0;
let under = null;
let found = [];
let at = -1;
const field = () => root.querySelector("[data-complete]");
const list = () => root.querySelector("#found");

function close() {
  found = [];
  at = -1;
  list()?.remove();
  field()?.setAttribute("aria-expanded", "false");
  field()?.removeAttribute("aria-activedescendant");
}

function mark(place) {
  at = place;
  [...list().children].forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
  const chosen = list().children[at];
  if (chosen) field().setAttribute("aria-activedescendant", chosen.id);
  chosen?.scrollIntoView({ block: "nearest" });
}

function start(thing) {
  const address = new URL(place, location.href);
  for (const one of field().form.querySelectorAll("input[type=hidden]")) address.searchParams.append(one.name, one.value);
  address.searchParams.set("start", thing);
  close();
  if (root.dataset.started === undefined) return location.assign(address.href);
  go(address.href);
}

function offer() {
  list()?.remove();
  if (!found.length) return close();
  const options = make("ul", "", { id: "found", class: "options", role: "listbox", "aria-label": "Things of this name" });
  found.forEach((one, number) => {
    const option = make("li", "", { id: `found-${number}`, role: "option", "aria-selected": "false" });
    option.append(make("span", one.label), make("small", one.kind));
    option.addEventListener("mousedown", (event) => { event.preventDefault(); start(one.id); });
    options.append(option);
  });
  field().after(options);
  field().setAttribute("aria-expanded", "true");
  say(`${found.length} things found; the arrow keys choose.`);
}

async function ask() {
  under?.abort();
  under = new AbortController();
  const text = field().value.trim();
  if (!text) return close();
  try {
    const answer = await fetch(`${prefix}/api/things?q=${encodeURIComponent(text)}`, { signal: under.signal });
    const marked = found[at]?.id; // chosen among what an earlier beginning found
    found = answer.ok ? (await answer.json()).things : [];
    offer();
    at = found.findIndex((one) => one.id === marked);
    if (at >= 0) mark(at);
    else field()?.removeAttribute("aria-activedescendant");
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

export function renewed() {
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", "found"], ["aria-autocomplete", "list"]]) field()?.setAttribute(name, value);
}

export function follow() {
  root.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  root.addEventListener("keydown", (event) => {
    if (event.target !== field() || !found.length) return;
    if (event.key === "ArrowDown") mark((at + 1) % found.length);
    else if (event.key === "ArrowUp") mark((at - 1 + found.length) % found.length);
    else if (event.key === "Enter" && at >= 0) start(found[at].id);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  root.addEventListener("focusout", (event) => event.target === field() && close());
  root.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-seek]") || root.dataset.started === undefined) return;
    event.preventDefault();
    const address = `${place}?${new URLSearchParams(new FormData(event.target))}`;
    try {
      await fetched(address);
      go(new URL(address, location.href).href);
    } catch {
      location.assign(address); // the page of the error says what to do
    }
  });
}
