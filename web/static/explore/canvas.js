// The picture that can be moved and zoomed: vis-network with the places the server gave and no forces of its own.
import { choose, chosen, current, lit, toggle } from "./choosing.js";
import { bring } from "./later.js";
import { calm, root, still } from "./page.js";
import { pressed } from "./walking.js";

const PALE = 0.25; // of what is not chosen
const FEW = 12; // arrows whose names cannot get in each other's way
const LETTER = 16, PLANNED = 13; // letters are larger than places are made for: all of a picture is shown smaller than it is
const MANY = 400; // arrows that are not drawn while the picture is moved
let live = null;
let wanted = matchMedia("(min-width: 1024px) and (pointer: fine)").matches;
const area = () => root.querySelector("[data-live]");
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const button = (name) => root.querySelector(`[data-do="${name}"]`);
export const isHere = () => typeof globalThis.vis?.Network === "function";

function dressed() {
  const ink = colour("--ink"), paper = colour("--paper"), soft = colour("--soft"), refute = colour("--refute");
  const boxes = { drug: colour("--drug"), organ: colour("--organ") };
  const nodes = current().nodes.map((node) => {
    const fill = node.shape === "box" ? boxes[node.kind] || paper : node.fill;
    const paint = { background: fill, border: ink };
    const font = node.shape === "box" ? { font: { strokeWidth: 0 } } : {};
    const held = node.widthConstraint;
    const widthConstraint = held && { minimum: (held.minimum * LETTER) / PLANNED, maximum: (held.maximum * LETTER) / PLANNED };
    return { ...node, ...(held && { widthConstraint }), ...font, borderWidth: node.opened ? 2.6 : 1.2, color: { ...paint, highlight: paint, hover: paint } };
  });
  const few = current().edges.length <= FEW;
  const edges = current().edges.map((edge) => {
    const label = few || edge.id === chosen() ? edge.label : "";
    const line = edge.stance === "refutes" ? refute : soft;
    const middle = { enabled: edge.stance === "refutes" || edge.stance === "disputed", type: "bar", scaleFactor: 0.7 }; // crossed
    return { ...edge, label, arrows: { ...edge.arrows, middle }, color: { color: line, highlight: line, hover: line, opacity: edge.opacity } };
  });
  const face = "system-ui, sans-serif";
  const fonts = { nodes: { font: { size: LETTER, face, color: ink, strokeWidth: 4, strokeColor: paper } }, edges: { font: { size: LETTER - 2, align: "horizontal", strokeWidth: 4, color: soft, strokeColor: paper } } };
  return { nodes, edges, fonts };
}

function begin() {
  const { nodes, edges, fonts } = dressed();
  const small = { scaling: { label: { drawThreshold: 3 } } }; // small names stay dark
  const options = { ...current().options, nodes: { ...small, ...fonts.nodes }, edges: { ...current().options.edges, ...fonts.edges }, autoResize: true, interaction: { ...current().options.interaction, keyboard: false, hideEdgesOnDrag: edges.length > MANY, hideEdgesOnZoom: edges.length > MANY, tooltipDelay: 1e9 } };
  live = new vis.Network(area(), { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, options);
  live.on("click", ({ nodes: things, edges: arrows }) => choose(things[0] || arrows[0] || "", { from: "live" }));
  live.on("doubleClick", ({ nodes: things }) => things.length && toggle(things[0]));
  area().addEventListener("keydown", (event) => {
    if (!event.altKey && !event.ctrlKey && !event.metaKey && pressed(event.key)) event.stopPropagation();
  });
  const frame = area().querySelector(".vis-network");
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", "Picture: the arrow keys walk along the arrows, Enter opens, Escape leaves");
  live.fit({ animation: false });
}

/** Put a new view into the live picture; what stays keeps its place on the screen. */
export function renewed() {
  if (!isHere()) return void bring("picture");
  button("live").hidden = false;
  const first = live === null;
  show(wanted);
  if (!live) return;
  if (first) return chosen() ? marked(chosen()) : undefined; // it was begun with this very view
  const { nodes, edges, fonts } = dressed();
  const data = live.body.data;
  const before = new Set(data.nodes.getIds());
  const kept = new Set(nodes.map((one) => one.id)), arrows = new Set(edges.map((one) => one.id));
  data.edges.remove(data.edges.getIds().filter((name) => !arrows.has(name)));
  data.nodes.remove(data.nodes.getIds().filter((name) => !kept.has(name)));
  data.nodes.update(nodes);
  data.edges.update(edges);
  live.setOptions({ ...fonts, interaction: { hideEdgesOnDrag: edges.length > MANY, hideEdgesOnZoom: edges.length > MANY } });
  if (nodes.some((one) => !before.has(one.id))) live.fit({ animation: !calm() && before.size > 0 && { duration: 300 } });
  marked(chosen());
}

/** Show what is chosen: what does not belong to it steps back. */
export function marked(name) {
  if (!live) return;
  const data = live.body.data;
  const { things, arrows } = lit();
  const all = things.size === 0;
  data.nodes.update(current().nodes.map(({ id }) => ({ id, opacity: all || things.has(id) ? 1 : PALE })));
  data.edges.update(dressed().edges.map(({ id, color, width, label }) => ({
    id, label, width: arrows.has(id) ? width + 1 : width, color: { ...color, opacity: all ? color.opacity : arrows.has(id) ? 1 : PALE / 2 },
  })));
  if (data.nodes.get(name)) live.selectNodes([name], false);
  else live.unselectAll();
}

function show(on) {
  wanted = on;
  area().hidden = !on;
  root.querySelector(".still").hidden = on;
  if (!on) bring("picture");
  for (const name of ["closer", "farther", "fit"]) button(name).hidden = !on;
  button("live").setAttribute("aria-pressed", String(on));
  if (on && !live) begin();
}

export function turn() {
  show(!wanted);
  if (wanted) live.fit({ animation: false });
}
export const zoom = (factor) => live?.moveTo({ scale: live.getScale() * factor });
export const fit = () => live?.fit({ animation: false });

export function follow() {
  addEventListener("beforeprint", () => live && still() && ((area().hidden = true), (root.querySelector(".still").hidden = false)));
  addEventListener("afterprint", () => live && show(wanted));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", renewed);
}
