// The page of the whole graph: search, legend, panel and table steer the map; each works without it, too.
import { canvas } from "./canvas.js";
import { make, panel } from "./panel.js";
import { fetched } from "./sheet.js";

const root = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
const one = (name) => document.querySelector(`[data-${name}]`);
const MOST = 12;

const LIBRARIES = ["graphology.umd.min.js", "sigma.min.js"];

// Fetch the drawing libraries where they are served and can draw; tell whether they are there.
async function drawable() {
  if (!("library" in one("map").dataset) || !document.createElement("canvas").getContext("webgl2")) return false;
  const loaded = (name) => new Promise((resolve) => {
    const script = make("script", "", { src: `${root}/vendor/${name}` });
    script.addEventListener("load", () => resolve(true));
    script.addEventListener("error", () => resolve(false));
    document.head.append(script);
  });
  const found = await Promise.all(LIBRARIES.map(loaded));
  return found.every(Boolean) && Boolean(globalThis.Sigma && globalThis.graphology);
}

function started(sheet, can) {
  const stage = one("map");
  const [still, live] = [stage.querySelector(".still"), stage.querySelector(".live")];
  let map = null;

  const show = panel(one("chosen"), sheet, root, (thing) => choose(thing));
  const hint = make("p", "Choose a thing on the map or in the search.", { class: "small" });
  function choose(thing, fly = true) {
    if (thing === null) one("chosen").replaceChildren(make("h2", "Chosen thing"), hint);
    else show(thing);
    const address = thing === null ? location.pathname : `#thing-${sheet.things.id[thing]}`;
    history.replaceState(null, "", address);
    map?.mark(thing);
    if (thing !== null && fly) map?.fly(thing);
  }

  if (can) {
    still.hidden = true;
    live.hidden = false;
    try {
      map = canvas(live, sheet, choose);
    } catch { // no WebGL after all: the bubbles stay
      still.hidden = false;
      live.hidden = true;
      live.replaceChildren();
    }
  }

  // ---- search ----------------------------------------------------------------------------------------------------
  const [results, told, input] = [one("results"), one("found"), document.getElementById("find")];
  function search() {
    const { found, total } = sheet.find(input.value, MOST);
    results.replaceChildren(...found.map((thing) => {
      const item = make("li");
      const button = make("button", "", { type: "button" });
      button.append(make("span", sheet.things.label[thing]), make("small", sheet.legend[sheet.things.kind[thing]].one));
      button.addEventListener("click", () => take(thing));
      item.append(button);
      return item;
    }));
    told.textContent = !input.value.trim() ? ""
      : total > MOST ? `${total} things found; these ${MOST} fit best.` : total === 1 ? "1 thing found." : `${total || "No"} things found.`;
    results.hidden = !found.length;
    return found;
  }
  function take(thing) {
    results.hidden = true;
    told.replaceChildren(`${sheet.things.label[thing]} is shown${map ? " on the map and" : ""} under `, make("a", "Chosen thing", { href: "#chosen-thing" }), ".");
    choose(thing);
    input.focus({ preventScroll: true });
  }
  input.addEventListener("input", search);
  one("finder").addEventListener("submit", (event) => {
    event.preventDefault();
    const [best] = search();
    if (best !== undefined) take(best);
  });
  const step = (event, by) => {
    results.hidden = !results.children.length;
    const buttons = [...results.querySelectorAll("button")];
    const next = buttons.indexOf(document.activeElement) + by;
    event.preventDefault();
    if (next < 0) input.focus();
    else buttons[Math.min(next, buttons.length - 1)]?.focus();
  };
  one("finder").addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") step(event, 1);
    if (event.key === "ArrowUp") step(event, -1);
    if (event.key === "Escape") { input.value = ""; search(); input.focus(); }
  });
  one("finder").addEventListener("focusout", (event) => { results.hidden ||= !one("finder").contains(event.relatedTarget); });
  one("finder").hidden = false;

  // ---- legend, tools, table --------------------------------------------------------------------------------------
  if (map) {
    live.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(null); });
    one("tools").hidden = false;
    for (const button of one("tools").querySelectorAll("[data-do]")) button.addEventListener("click", () => map[button.dataset.do]());
    for (const box of document.querySelectorAll("[data-kind]")) {
      box.hidden = false;
      box.addEventListener("change", () => map.toggle(sheet.legend.findIndex((kind) => kind.kind === box.dataset.kind), box.checked));
      if (!box.checked) map.toggle(sheet.legend.findIndex((kind) => kind.kind === box.dataset.kind), false);
    }
    for (const row of document.querySelectorAll("[data-island]")) {
      const button = make("button", "Show on the map", { type: "button", class: "quiet" });
      button.addEventListener("click", () => { map.visit(Number(row.dataset.island)); stage.scrollIntoView({ block: "nearest" }); live.focus({ preventScroll: true }); });
      row.cells[0].append(" ", button);
    }
    one("hint").textContent = hint.textContent;
    stage.dataset.drawn = String(sheet.count);
    stage.map = map; // for measurements
  }

  const named = /^#thing-([a-z0-9-]+)$/.exec(location.hash);
  if (named && sheet.place.has(named[1])) choose(sheet.place.get(named[1]));
  stage.dataset.ready = "yes";
}

Promise.all([fetched(root), drawable()]).then(([sheet, can]) => started(sheet, can), (error) => {
  one("hint").textContent = `${error.message}; the groups are listed below.`;
});
