// Draw the graph of an answer with vis-network: things as dots, texts and numbers as boxes, at most 150 of them, those
// with most statements first. What is not drawn is counted; the table under the drawing has everything.
import { make, termElement } from "./views.js";

const MOST = 150;
const NAMED = 40; // so many arrows have room for their names
const LABELS = ["http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"];
const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const cut = (text, most = 40) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
const key = (term) => (term.type === "literal" ? `"${term.value}"${term.lang}^${term.datatype}` : `${term.type} ${term.value}`);

function read(answer) {
  const things = new Map(), arrows = new Map();
  const thing = (term) => {
    if (!things.has(key(term))) things.set(key(term), { id: key(term), term, name: answer.short(term), degree: 0, rows: [] });
    return things.get(key(term));
  };
  for (const row of answer.rows) {
    const [subject, property, object] = row, from = thing(subject);
    from.rows.push(row);
    if (LABELS.includes(property.value) && object.type === "literal") {
      from.name = object.value; // a name is written at the thing, and is no thing of its own
      continue;
    }
    if (property.value === TYPE) {
      continue; // told when the thing is chosen
    }
    const to = thing(object);
    to.rows.push(row);
    from.degree += 1;
    to.degree += 1;
    const between = `${from.id}\n${to.id}`;
    const arrow = arrows.get(between) ?? { from: from.id, to: to.id, names: [], rows: [] };
    arrow.names.push(answer.short(property));
    arrow.rows.push(row);
    arrows.set(between, arrow);
  }
  return { things: [...things.values()].sort((a, b) => b.degree - a.degree), arrows: [...arrows.values()] };
}

function network(area, things, arrows) {
  const ink = colour("--ink"), paper = colour("--paper"), soft = colour("--soft"), edge = colour("--edge"), raised = colour("--raised"), dot = colour("--link");
  const font = { color: ink, strokeColor: paper, strokeWidth: 3, face: getComputedStyle(document.body).fontFamily, size: 14 };
  const nodes = things.map((thing) => {
    const literal = thing.term.type === "literal";
    const look = literal
      ? { shape: "box", color: { background: raised, border: edge, highlight: { background: raised, border: ink } }, font: { ...font, strokeWidth: 0 } }
      : { shape: "dot", size: 9, color: { background: dot, border: dot, highlight: { background: ink, border: ink } }, font };
    return { id: thing.id, label: cut(thing.name, 28), ...look };
  });
  const edges = arrows.map((arrow, at) => ({
    id: at, from: arrow.from, to: arrow.to, label: arrows.length > NAMED ? undefined : cut(arrow.names.join(", "), 30), arrows: "to",
    color: { color: edge, highlight: ink }, font: { ...font, size: 12, color: soft, align: "middle" },
  }));
  return new vis.Network(area, { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) }, {
    layout: { randomSeed: 7, improvedLayout: false },
    physics: { solver: "forceAtlas2Based", forceAtlas2Based: { gravitationalConstant: -120, springLength: 150, avoidOverlap: 0.6 }, stabilization: { iterations: 400 } },
    interaction: { hover: false, multiselect: false }, edges: { smooth: false },
  });
}

export function drawGraph(place, answer) {
  const { things, arrows } = read(answer);
  if (things.length === 0) return;
  const shown = things.slice(0, MOST), ids = new Set(shown.map((thing) => thing.id));
  const between = arrows.filter((arrow) => ids.has(arrow.from) && ids.has(arrow.to));
  const area = make("div", "", { class: "drawn", role: "img", "aria-label": `Drawing of ${shown.length} things of the answer; the table under it says the same` });
  const tools = make("div", "", { class: "tools", role: "group", "aria-label": "Move the drawing" });
  const chosen = make("div", "", { class: "chosen", "aria-live": "polite" });
  const left = things.length - shown.length;
  const hint = `${shown.length} things are drawn${left ? `, those with most statements; ${left.toLocaleString("en")} more stand in the table` : ""}. Choose one${between.length > NAMED ? ", or an arrow," : ""} to read what is said of it.`;
  chosen.append(make("p", hint, { class: "small" }));
  place.replaceChildren(area, tools, chosen);
  const live = network(area, shown, between);
  live.once("stabilizationIterationsDone", () => { live.setOptions({ physics: false }); live.fit({ animation: false }); });
  const zoom = (factor) => live.moveTo({ scale: live.getScale() * factor });
  for (const [name, act] of [["Closer", () => zoom(1.4)], ["Farther", () => zoom(1 / 1.4)], ["Show all", () => live.fit({ animation: false })]]) {
    tools.appendChild(make("button", name, { type: "button" })).addEventListener("click", act);
  }
  const tell = (heading, rows) => {
    const list = make("ul");
    for (const row of rows.slice(0, 50)) {
      const item = list.appendChild(make("li"));
      row.forEach((term, at) => item.append(at ? " " : "", termElement(answer, term)));
    }
    chosen.replaceChildren(heading, list);
    if (rows.length > 50) chosen.append(make("p", `${rows.length - 50} more statements stand in the table.`, { class: "small" }));
  };
  live.on("selectNode", ({ nodes }) => {
    const thing = things.find((one) => one.id === nodes[0]), heading = make("h3");
    heading.append(thing.name === answer.short(thing.term) ? "" : `${thing.name} `, termElement(answer, thing.term));
    tell(heading, thing.rows);
  });
  live.on("selectEdge", ({ nodes, edges }) => {
    if (nodes.length === 0) tell(make("h3", between[edges[0]].names.join(", ")), between[edges[0]].rows);
  });
  area.network = live; // for tests and for the curious
}

drawGraph.possible = () => typeof vis !== "undefined" && Boolean(vis.Network);
