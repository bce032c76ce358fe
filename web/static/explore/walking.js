// Walking the picture with the keys: left and right along arrows between columns, up and down among neighbours of the
// thing one came from, Enter opens, Escape leaves. One thing is in the order of Tab at a time.
import { choose, chosen, current, toggle } from "./choosing.js";
import { root, say, still } from "./page.js";

let at = ""; // the thing the walk stands on
let ring = []; // the things among which up and down go

const spot = (name) => current().node.get(name);
const mark = (name) => still()?.querySelector(`[data-node="${CSS.escape(name)}"]`);
const byHeight = (one, other) => spot(one).y - spot(other).y || spot(one).x - spot(other).x;

/** Return the neighbours of a thing to its left (-1) or right (1), with the arrow that leads there. */
function neighbours(name, side) {
  const found = new Map();
  for (const edge of current().edges) {
    const other = edge.from === name ? edge.to : edge.to === name ? edge.from : "";
    if (!other || other === name || !spot(other)) continue;
    const apart = spot(other).x - spot(name).x;
    if ((side > 0 ? apart > 0 : apart < 0) && !found.has(other)) found.set(other, edge);
  }
  return found;
}

function stand(name, relation = "") {
  at = name;
  for (const one of still()?.querySelectorAll('a[tabindex="0"]') || []) one.setAttribute("tabindex", "-1");
  const target = mark(name);
  target?.setAttribute("tabindex", "0");
  target?.focus({ preventScroll: false });
  choose(name, { from: "still", relation });
}

function step(side) {
  const found = neighbours(at, side);
  const near = [...found.keys()].sort((one, other) => Math.abs(spot(one).y - spot(at).y) - Math.abs(spot(other).y - spot(at).y));
  if (!near.length) return say(`No arrow leads ${side > 0 ? "right" : "left"} from ${spot(at).name}.`);
  ring = [...found.keys()].sort(byHeight);
  stand(near[0], found.get(near[0]).name);
}

function turn(way) {
  const list = ring.includes(at) ? ring : current().nodes.filter((one) => Math.abs(one.x - spot(at).x) < 60).map((one) => one.id).sort(byHeight);
  ring = list;
  stand(list[(list.indexOf(at) + way + list.length) % list.length]);
}

/** Do what a key means in the picture; tell whether it meant anything. */
export function pressed(key) {
  at = spot(at) ? at : spot(chosen()) ? chosen() : current().nodes.find((one) => one.opened)?.id || current().nodes[0]?.id;
  if (!at) return false;
  const moves = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), ArrowDown: () => turn(1), ArrowUp: () => turn(-1), Enter: () => toggle(at), Escape: leave };
  if (!moves[key]) return false;
  moves[key]();
  return true;
}

function leave() {
  choose("");
  root.querySelector(".still").focus();
  say("Left the picture.");
}

/** Put one thing of a new picture into the order of Tab; everything else is reached by the arrow keys. */
export function renewed() {
  ring = [];
  const first = mark(chosen()) || mark(at) || still()?.querySelector(".node.start, .node");
  for (const one of still()?.querySelectorAll("a") || []) one.setAttribute("tabindex", one === first ? "0" : "-1");
  if (first && !spot(at)) at = first.dataset.node;
  if (first) centre(first);
}

/** Scroll the picture, and nothing else, so that a mark stands in its middle. */
function centre(one) {
  const frame = still().closest(".still");
  if (frame.hidden) return;
  const box = one.getBoundingClientRect(), room = frame.getBoundingClientRect();
  frame.scrollLeft += box.left + box.width / 2 - room.left - room.width / 2;
  frame.scrollTop += box.top + box.height / 2 - room.top - room.height / 2;
}

/** Stand again where the walk stood before the picture was drawn anew. */
export function resume() {
  if (spot(at)) mark(at)?.focus();
}

export function follow() {
  root.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-picture]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const node = event.target.closest("[data-node]");
    if (node) at = node.dataset.node;
    if (pressed(event.key)) event.preventDefault();
  });
}
