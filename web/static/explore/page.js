// What the modules of the explorer share: the root of the page, elements, words for the ears, and fetching a piece.
import { make } from "../element.js";

export { make };
export const root = document.querySelector("[data-explore]");
export const prefix = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
export const place = prefix + root.dataset.place;
export const part = (name) => root.querySelector(`[data-part="${name}"]`);
export const still = () => root.querySelector("svg.picture-svg");
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** What the picture holds, as the server wrote it into the page: see graph/moving.py for how. */
export function view() {
  const written = root.querySelector("[data-view]");
  if (!written) return { nodes: [], edges: [], options: {}, node: new Map(), edge: new Map() };
  const { nodes: things, edges: arrows, options, looks, styles, relations, ends } = JSON.parse(written.textContent);
  const nodes = things.map((one) => ({ name: one.label.replaceAll("\n", " "), beyond: 0, opened: false, ...looks[one.look], ...one }));
  const edges = arrows.map(([source, target, related, style, end, label = ""]) => {
    const from = nodes[source], to = nodes[target], [relation, words] = relations[related];
    const id = `edge--${from.id}--${relation}--${to.id}`;
    return { ...styles[style], id, from: from.id, to: to.id, label, relation, name: `${from.name} ${words} ${to.name}${ends[end]}` };
  });
  return { nodes, edges, options, node: new Map(nodes.map((one) => [one.id, one])), edge: new Map(edges.map((one) => [one.id, one])) };
}

/** Say something to whoever listens instead of looking. */
export function say(text) {
  root.querySelector("[data-say]").textContent = text;
}

/** Fetch a page or a piece of one; an error of the server is an error here, in its own words. */
export async function fetched(address, signal) {
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok) throw new Error(parsed.querySelector("main p")?.textContent || `The server answered ${answer.status}.`);
  for (const one of parsed.querySelectorAll("noscript")) one.remove(); // here it would be content like any other
  return parsed;
}

const listeners = [];
/** Call a function now and whenever the view has changed. */
export function whenever(listener) {
  listeners.push(listener);
}
export function changed(how) {
  for (const listener of listeners) listener(how);
}
