// The mechanism picture: choosing an arrow shows who says so; filters, search, zoom and saving. Works on the still SVG
// that the server drew; "Move and zoom" swaps in vis-network when the browser library is there.
(() => {
  "use strict";

  const root = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
  const alone = "alone" in document.documentElement.dataset; // a file or a frame: there is no server behind it
  const framed = document.documentElement.classList.contains("framed"); // a wheel turned over it scrolls what is around
  const make = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const wide = () => matchMedia(`(min-width: ${framed ? 480 : 1100}px) and (pointer: fine)`).matches;

  function start(root) {
    const place = root.querySelector("[data-picture]");
    if (!place || place.dataset.ready) return;
    place.dataset.ready = "yes";
    const data = JSON.parse(place.querySelector("[data-picture-data]").textContent);
    const svg = place.querySelector("svg.picture-svg");
    const panel = root.querySelector("[data-chosen]");
    const nodes = new Map(data.nodes.map((node) => [node.id, node]));
    const edges = new Map(data.edges.map((edge) => [edge.id, edge]));
    const hidden = new Set();
    let live = null;

    function sourceOf(statement) {
      const line = make("span", "", { class: "source" });
      if (statement.link) line.append(make("a", statement.citation || statement.link, { href: statement.link, rel: "noopener noreferrer" }));
      else line.append(statement.citation || (statement.stance === "derived" ? "derived by a rule" : "no citation"));
      if (statement.tier) line.append(` (${statement.tier})`);
      if (statement.quoted_in) line.append(`, as quoted in ${statement.quoted_in}`);
      if (statement.locator) line.append(`, ${statement.locator}`);
      return line;
    }

    function statementsOf(edge) {
      const list = make("ul");
      for (const statement of edge.statements) {
        const item = make("li");
        if (statement.as_printed) item.append(make("strong", statement.as_printed), " ");
        if (statement.stance !== "supports") item.append(make("span", statement.stance === "refutes" ? "refuted" : statement.stance, { class: `stance-${statement.stance}` }), " ");
        const particulars = [statement.study_type, statement.species, statement.n && `n = ${statement.n}`].filter(Boolean).join(", ");
        if (particulars) item.append(make("span", particulars, { class: "source" }), " ");
        item.append(sourceOf(statement));
        list.append(item);
      }
      return list;
    }

    function light(edgeIds, nodeIds) {
      const any = edgeIds.size + nodeIds.size > 0;
      svg.classList.toggle("dimmed", any);
      for (const mark of svg.querySelectorAll("[data-edge]")) mark.classList.toggle("lit", edgeIds.has(mark.dataset.edge));
      for (const mark of svg.querySelectorAll("[data-node]")) mark.classList.toggle("lit", nodeIds.has(mark.dataset.node));
      for (const row of root.querySelectorAll("tr[data-edge]")) row.classList.toggle("lit", edgeIds.has(row.dataset.edge));
    }

    function withEnds(list) {
      const ends = new Set();
      for (const edge of list) ends.add(edge.from).add(edge.to);
      light(new Set(list.map((edge) => edge.id)), ends);
    }

    function show(heading, ...content) {
      panel.replaceChildren(make("h3", heading), ...content);
      panel.scrollIntoView({ block: "nearest" });
    }

    function chooseEdge(id) {
      const edge = edges.get(id);
      if (!edge) return;
      withEnds([edge]);
      show(edge.name, statementsOf(edge));
      live?.selectEdges([id]);
    }

    function chooseNode(id) {
      const node = nodes.get(id);
      if (!node) return;
      const list = data.edges.filter((edge) => edge.from === id || edge.to === id);
      withEnds(list.length ? list : []);
      if (!list.length) light(new Set(), new Set([id]));
      const content = [make("p", node.kind_words, { class: "small" })];
      if (node.hidden.length) {
        const names = make("ul");
        for (const [slug, label] of node.hidden) {
          const item = make("li");
          item.append(alone ? label : make("a", label, { href: `${root}/explore?start=${encodeURIComponent(slug)}` }));
          names.append(item);
        }
        content.push(names);
      }
      for (const edge of list) {
        const part = make("details");
        part.append(make("summary", edge.name), statementsOf(edge));
        if (list.length === 1) part.open = true;
        content.push(part);
      }
      if (node.kind !== "more" && node.kind !== "rule") content.push(make("a", "Explore around this", { href: `${root}/explore?start=${encodeURIComponent(id)}`, class: "small", "data-away": "" }));
      show(node.name, ...content);
      if (alone) panel.querySelector("[data-away]")?.remove();
      live?.selectNodes([id], false);
    }

    function nothing() {
      light(new Set(), new Set());
      live?.unselectAll();
    }

    svg.addEventListener("click", (event) => {
      const mark = event.target.closest("a");
      if (!mark) return nothing();
      event.preventDefault();
      if (mark.dataset.edge) chooseEdge(mark.dataset.edge);
      else chooseNode(mark.dataset.node);
    });
    place.addEventListener("keydown", (event) => { if (event.key === "Escape") nothing(); });

    // cards light their path, under the mouse and with the keyboard; a page that renews its cards says "cards"
    function lightCards() {
      for (const card of root.querySelectorAll("[data-card]:not([data-lights])")) {
        card.dataset.lights = "";
        const own = data.edges.filter((edge) => (edge.pairs || []).includes(card.id.slice("card-".length)));
        if (!own.length) continue;
        const on = () => { withEnds(own); card.classList.add("lit"); };
        const off = () => { card.classList.remove("lit"); nothing(); };
        for (const name of ["mouseenter", "focusin"]) card.addEventListener(name, on);
        for (const name of ["mouseleave", "focusout"]) card.addEventListener(name, off);
      }
    }
    lightCards();
    place.addEventListener("cards", lightCards);

    function filter() {
      const gone = (id) => hidden.has(nodes.get(id)?.kind);
      for (const mark of svg.querySelectorAll("[data-node]")) mark.toggleAttribute("hidden", gone(mark.dataset.node));
      for (const mark of svg.querySelectorAll("[data-edge]")) {
        const edge = edges.get(mark.dataset.edge);
        mark.toggleAttribute("hidden", gone(edge.from) || gone(edge.to));
      }
      if (live) {
        live.body.data.nodes.update(data.nodes.map((node) => ({ id: node.id, hidden: gone(node.id) })));
        live.body.data.edges.update(data.edges.map((edge) => ({ id: edge.id, hidden: gone(edge.from) || gone(edge.to) })));
      }
    }
    for (const box of root.querySelectorAll("[data-filter-kind]")) {
      box.addEventListener("change", () => { box.checked ? hidden.delete(box.dataset.filterKind) : hidden.add(box.dataset.filterKind); filter(); });
    }

    const search = root.querySelector("[data-find]");
    if (search) {
      search.closest("[data-tools-search]").hidden = false;
      search.addEventListener("input", () => {
        const wanted = search.value.trim().toLowerCase();
        const found = wanted ? data.nodes.filter((node) => node.name.toLowerCase().includes(wanted)) : [];
        light(new Set(), new Set(found.map((node) => node.id)));
        if (found.length === 1) chooseNode(found[0].id);
      });
    }

    function liveData() {
      const ink = colour("--ink"), paper = colour("--paper"), soft = colour("--soft");
      const dark = matchMedia("(prefers-color-scheme: dark)").matches;
      return {
        nodes: new vis.DataSet(data.nodes.map((node) => ({
          ...node, title: node.name,
          color: { ...node.color, highlight: node.color, hover: node.color },
          font: node.shape === "box" ? node.font : { ...node.font, color: ink, strokeColor: paper },
        }))),
        edges: new vis.DataSet(data.edges.map((edge) => ({
          ...edge, title: edge.name,
          color: dark && edge.stance !== "refutes" ? { ...edge.color, color: soft, highlight: soft, hover: soft } : edge.color,
          font: { ...edge.font, color: soft, strokeColor: paper },
        }))),
      };
    }

    const tools = root.querySelector("[data-tools]");
    const area = place.querySelector(".picture-live");
    const still = place.querySelector(".still");
    const button = (name) => tools.querySelector(`[data-do="${name}"]`);

    function toggleLive(on) {
      area.hidden = !on;
      still.hidden = on;
      for (const name of ["closer", "farther", "fit"]) button(name).hidden = !on;
      button("live").setAttribute("aria-pressed", String(on));
      button("live").textContent = on ? "Still picture" : "Move and zoom";
      if (on && !live) {
        const { width, height } = svg.viewBox.baseVal;
        area.style.height = `${Math.round(Math.min(860, Math.max(360, (area.clientWidth * height) / width + 48)))}px`;
        live = new vis.Network(area, liveData(), data.options);
        if (framed) {
          const wheel = (on) => live.setOptions({ interaction: { zoomView: on } });
          wheel(false);
          area.addEventListener("pointerdown", () => wheel(true));
          area.addEventListener("pointerleave", () => wheel(false));
        }
        live.on("click", ({ nodes: chosen, edges: arrows }) => {
          if (chosen.length) chooseNode(chosen[0]);
          else if (arrows.length) chooseEdge(arrows[0]);
          else nothing();
        });
        filter();
      }
      if (on) live.fit({ animation: false });
    }

    tools.hidden = false;
    if (typeof vis === "undefined" || !vis.Network) button("live").hidden = true;
    tools.addEventListener("click", (event) => {
      const wanted = event.target.closest("[data-do]")?.dataset.do;
      if (wanted === "live") toggleLive(area.hidden);
      if (wanted === "closer") live.moveTo({ scale: live.getScale() * 1.3 });
      if (wanted === "farther") live.moveTo({ scale: live.getScale() / 1.3 });
      if (wanted === "fit") live.fit({ animation: false });
      if (wanted === "save") {
        const copy = svg.cloneNode(true);
        copy.removeAttribute("class");
        const file = new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
        const link = make("a", "", { href: URL.createObjectURL(file), download: "alkagraph.svg" });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      }
    });
    if (root.querySelector(".explorer") && wide() && !button("live").hidden) toggleLive(true);
    addEventListener("beforeprint", () => { if (!area.hidden) toggleLive(false); });
  }

  globalThis.alkagraphPicture = { start };
  // A page with several pictures holds each in a part of its own, with its panel and its table.
  const begin = () => {
    const parts = document.querySelectorAll("[data-picture-part]");
    if (parts.length) parts.forEach(start);
    else start(document);
  };
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", begin) : begin();
})();
