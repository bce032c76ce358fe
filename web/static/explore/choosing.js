// Choosing one thing or arrow: the picture, the list, the table and the panel show the same one.
import { changed, fetched, part, place, prefix, root, say, still, view } from "./page.js";
import { go, note } from "./state.js";

let now = "";
let under = null;
let shown = view();

export const chosen = () => now;
export const current = () => shown;

/** Return the address of this view with another thing chosen. */
export function addressOf(name) {
  const address = new URL(location.href);
  address.searchParams.delete("chosen");
  if (name) address.searchParams.set("chosen", name);
  return address.href;
}

/** Tell a thing or an arrow in words. */
export function words(name) {
  const node = shown.node.get(name);
  if (!node) return shown.edge.get(name)?.name || "";
  const arrows = shown.edges.filter((edge) => edge.from === name || edge.to === name);
  const near = new Set(arrows.flatMap((edge) => [edge.from, edge.to]));
  const count = Math.max(0, near.size - 1);
  const hidden = node.beyond ? `, ${node.beyond} more not shown` : "";
  return `${node.name}, ${node.kind_words}, ${count} neighbour${count === 1 ? "" : "s"} shown${hidden}${node.opened ? ", opened" : ""}`;
}

/** Return what is lit: the chosen thing with its arrows and their ends, or the chosen arrow with its own. */
export function lit() {
  const edge = shown.edge.get(now);
  const arrows = edge ? [edge] : shown.edges.filter((one) => now && (one.from === now || one.to === now));
  const things = new Set(arrows.flatMap((one) => [one.from, one.to]));
  if (shown.node.has(now)) things.add(now);
  return { things, arrows: new Set(arrows.map((one) => one.id)) };
}

export function mark() {
  const { things, arrows } = lit();
  const picture = still();
  picture?.classList.toggle("dimmed", things.size > 0);
  for (const one of picture?.querySelectorAll("[data-node], [data-edge]") || []) {
    const name = one.dataset.node || one.dataset.edge;
    one.classList.toggle("lit", things.has(name) || arrows.has(name));
    if (one.localName === "a") name === now ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current");
  }
  for (const row of root.querySelectorAll("tr[data-edge]")) row.dataset.edge === now ? row.setAttribute("aria-current", "true") : row.removeAttribute("aria-current");
}

/** Choose a thing or an arrow of the view, or nothing; `how` says where it was chosen, so that nobody is moved there. */
export async function choose(name, { from = "", relation = "" } = {}) {
  now = shown.node.has(name) || shown.edge.has(name) ? name : "";
  mark();
  changed({ chosen: now, from });
  if (now) say([relation, words(now)].filter(Boolean).join(": "));
  note(addressOf(now));
  under?.abort();
  under = new AbortController();
  const address = new URL(addressOf(now));
  address.pathname = `${prefix}/explore/chosen`;
  if (place.endsWith("/embed")) address.searchParams.set("embedded", "yes");
  try {
    const piece = await fetched(address.href, under.signal);
    part("panel").replaceChildren(...piece.body.childNodes);
  } catch (error) {
    if (error.name !== "AbortError") say(error.message);
  }
}

/** Open the chosen thing, or close it when it is open: what the first button of the panel does. */
export async function toggle(name) {
  const address = new URL(location.href);
  const list = [...new Set(address.searchParams.getAll("open").flatMap((text) => text.split(",")))];
  const starts = address.searchParams.getAll("start").flatMap((text) => text.split(","));
  const node = shown.node.get(name);
  if (!node || node.kind === "more") return choose(name);
  if (starts.includes(name)) return say(`${node.name} is where the picture starts.`);
  const open = list.includes(name) ? list.filter((one) => one !== name) : [...list, name];
  address.searchParams.delete("open");
  for (const one of open) address.searchParams.append("open", one);
  address.searchParams.set("chosen", name);
  await go(address.href);
  if (!shown.node.has(name)) return;
  say(`${list.includes(name) ? "Closed" : "Opened"} ${words(name)}`);
}

export function follow() {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("[data-choose], svg.picture-svg a");
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    if (!link) return void (event.target.closest("svg.picture-svg") && choose(""));
    event.preventDefault();
    choose(link.dataset.choose || link.dataset.node || link.dataset.edge, { from: link.closest("svg") ? "still" : "" });
  });
  root.addEventListener("dblclick", (event) => {
    const thing = event.target.closest("svg [data-node]");
    if (thing) toggle(thing.dataset.node);
  });
}

/** Take over a view that was put in place. */
export function renewed() {
  under?.abort();
  shown = view();
  const name = new URL(location.href).searchParams.get("chosen") || "";
  now = shown.node.has(name) || shown.edge.has(name) ? name : "";
  if (now) mark();
}
