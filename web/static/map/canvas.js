// The moving map: sigma draws every thing and link; names of groups lie over it while one looks from afar.
import { program, shape, sheer, short, solid, token, written } from "./marks.js";

const AFAR = 0.34; // from here on names of groups are written
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function canvas(live, sheet, choose) {
  const { Sigma, graphology } = globalThis;
  const hidden = new Set();
  let chosen = null;
  let near = new Set();
  let look = looks();

  function looks() {
    return {
      ink: solid(token("--ink")), soft: solid(token("--soft")), paper: solid(token("--paper")), focus: solid(token("--focus")),
      inner: sheer(token("--edge"), 0.14), outer: sheer(token("--edge"), 0.035), lit: sheer(token("--focus"), 0.4), pale: sheer(token("--edge"), 0.3),
      kinds: sheet.legend.map((one) => solid(token(`--dot-${one.colour}`))),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  const graph = new graphology.MultiUndirectedGraph();
  const { things, links } = sheet;
  for (let thing = 0; thing < sheet.count; thing += 1) {
    const of = sheet.legend[things.kind[thing]];
    graph.addNode(thing, {
      x: things.x[thing], y: -things.y[thing], label: short(things.label[thing], 30), kind: things.kind[thing],
      size: 1.2 + Math.min(Math.sqrt(sheet.degree[thing]) * 0.34, 8), shape: shape(of.shape), color: look.kinds[things.kind[thing]],
    });
  }
  for (let link = 0; link < links.source.length; link += 1) {
    const [one, other] = [links.source[link], links.target[link]];
    graph.addEdge(one, other, { inside: things.island[one] === things.island[other] });
  }

  function named(context, data, settings) {
    if (!data.label || (camera.ratio > AFAR && !data.highlighted)) return; // from afar the groups are named
    context.font = `${settings.labelSize}px ${look.font}`;
    written(context, data.label, data.x + data.size + 3, data.y + settings.labelSize / 3, look.ink, look.paper);
  }

  function hovered(context, data, settings) {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 4, 0, Math.PI * 2);
    context.lineWidth = 3;
    context.strokeStyle = look.focus;
    context.stroke();
    named(context, { ...data, highlighted: true }, settings);
  }

  let camera = { ratio: 1 };
  const renderer = new Sigma(graph, live, {
    nodeProgramClasses: { mark: program(Sigma) }, defaultNodeType: "mark",
    edgeProgramClasses: { hair: Sigma.rendering.EdgeLineProgram }, defaultEdgeType: "hair",
    defaultDrawNodeLabel: named, defaultDrawNodeHover: hovered,
    hideEdgesOnMove: true, enableCameraRotation: false, minCameraRatio: 0.015, maxCameraRatio: 1.6,
    labelSize: 13, labelRenderedSizeThreshold: 7.5, labelDensity: 0.6, labelGridCellSize: 170, stagePadding: 12, zIndex: true,
    nodeReducer(node, data) {
      const thing = Number(node);
      if (hidden.has(data.kind)) return { ...data, hidden: true };
      if (chosen === null) return data;
      if (thing === chosen) return { ...data, highlighted: true, forceLabel: true, zIndex: 2, size: Math.max(data.size, 6) };
      return near.has(thing) ? { ...data, zIndex: 1 } : { ...data, color: look.pale, label: "" };
    },
    edgeReducer(edge, data) {
      if (chosen === null) return { ...data, color: data.inside ? look.inner : look.outer };
      const [one, other] = graph.extremities(edge).map(Number);
      return one === chosen || other === chosen ? { ...data, color: look.lit, zIndex: 1 } : { ...data, hidden: true };
    },
  });
  camera = renderer.getCamera();

  // ---- names of groups, over everything, seen but not touched ----------------------------------------------------
  const over = document.createElement("canvas");
  over.className = "names";
  over.setAttribute("aria-hidden", "true");
  live.append(over);
  const pen = over.getContext("2d");

  function names() {
    const scale = devicePixelRatio || 1;
    const { width, height } = renderer.getDimensions();
    if (over.width !== Math.round(width * scale) || over.height !== Math.round(height * scale)) {
      over.width = Math.round(width * scale);
      over.height = Math.round(height * scale);
      over.style.width = `${width}px`;
      over.style.height = `${height}px`;
    }
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    if (camera.ratio < AFAR) return;
    pen.textAlign = "center";
    const taken = [];
    for (const one of sheet.islands) {
      if (one.count < 12) continue;
      const at = renderer.graphToViewport({ x: one.x, y: -one.y });
      const size = one.count > 120 ? 16 : 13;
      const text = short(one.linked ? one.label : "without a link", 26);
      pen.font = `600 ${size}px ${look.font}`;
      const half = pen.measureText(text).width / 2 + 4;
      const area = [at.x - half, at.y - size, at.x + half, at.y + size * 1.4];
      if (area[2] < 0 || area[0] > width || area[3] < 0 || area[1] > height) continue;
      if (taken.some((other) => area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3])) continue;
      taken.push(area);
      written(pen, text, at.x, at.y, look.ink, look.paper);
      pen.font = `12px ${look.font}`;
      written(pen, String(one.count), at.x, at.y + size, look.soft, look.paper);
    }
  }
  renderer.on("afterRender", names);
  renderer.refresh();

  // ---- moving ----------------------------------------------------------------------------------------------------
  const go = (state) => (calm() ? camera.setState({ ...camera.getState(), ...state }) : camera.animate(state, { duration: 500 }));
  const zoom = (factor) => go({ ratio: Math.min(Math.max(camera.ratio * factor, 0.015), 1.6) });
  const pan = (right, down) => go({ x: camera.x + right * camera.ratio * 0.2, y: camera.y - down * camera.ratio * 0.2 });
  const fit = () => go({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  const keys = {
    ArrowLeft: () => pan(-1, 0), ArrowRight: () => pan(1, 0), ArrowUp: () => pan(0, -1), ArrowDown: () => pan(0, 1),
    "+": () => zoom(0.6), "=": () => zoom(0.6), "-": () => zoom(1.6), 0: fit,
  };
  live.addEventListener("keydown", (event) => {
    const act = event.target === live && !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  function at(x, y, ratio) {
    const place = renderer.viewportToFramedGraph(renderer.graphToViewport({ x, y: -y }));
    go({ x: place.x, y: place.y, ratio });
  }

  // ---- choosing --------------------------------------------------------------------------------------------------
  renderer.on("clickNode", ({ node }) => choose(Number(node), false));
  renderer.on("clickStage", () => choose(null, false));
  renderer.on("enterNode", () => { live.style.cursor = "pointer"; });
  renderer.on("leaveNode", () => { live.style.cursor = ""; });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    look = looks();
    graph.updateEachNodeAttributes((node, data) => ({ ...data, color: look.kinds[data.kind] }), { attributes: ["color"] });
    renderer.refresh();
  });

  return {
    renderer,
    mark(thing) {
      chosen = thing;
      near = thing === null ? new Set() : new Set(graph.neighbors(thing).map(Number));
      renderer.refresh();
    },
    fly(thing) { at(things.x[thing], things.y[thing], Math.min(camera.ratio, 0.12)); },
    visit(number) {
      const one = sheet.islands[number];
      at(one.x, one.y, Math.max(Math.min(one.radius / 420, 1), 0.05));
    },
    toggle(kind, on) {
      if (on) hidden.delete(kind);
      else hidden.add(kind);
      renderer.refresh();
    },
    closer: () => zoom(0.6), farther: () => zoom(1.6), fit,
  };
}
