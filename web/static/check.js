// The check page, made quicker: chips for medicines, suggestions while typing, results without leaving the page.
// Everything the reader sees in the results is rendered by the server; without this script the form works as it is.
(() => {
  "use strict";

  const root = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
  const form = document.getElementById("ask");
  const results = document.getElementById("results");
  const area = document.getElementById("medicines");
  if (!form || !results || !area) return;

  const make = (name, text = "", attributes = {}) => {
    const element = document.createElement(name);
    if (text) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const status = make("p", "", { class: "apart", role: "status" });
  results.before(status);

  // ---- chips ------------------------------------------------------------------------------------------------
  const split = (text) => text.split(/[\n\r]+/).map((part) => part.trim().replace(/\s+/g, " ")).filter(Boolean);
  let lines = split(area.value);
  const chips = make("ul", "", { class: "chips", "aria-label": "Medicines to check" });
  const entry = make("input", "", { id: "medicine", type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
    role: "combobox", "aria-expanded": "false", "aria-controls": "medicine-options", "aria-autocomplete": "list",
    placeholder: area.placeholder.split("\n").join(", ") });
  const box = make("div", "", { class: "typing" });
  const label = area.labels[0];
  label.htmlFor = "medicine";
  area.hidden = true;
  label.after(chips, box);
  box.append(entry);

  function lost() {
    return new Set([...results.querySelectorAll("[data-lost]")].map((one) => one.dataset.lost.toLowerCase()));
  }

  // the server knows names and words: it says which pieces the list has
  function readBack() {
    const pieces = results.querySelector("[data-pieces]");
    if (pieces) lines = [...pieces.children].map((one) => one.textContent);
  }

  function draw() {
    const unknown = lost();
    area.value = lines.join("\n");
    chips.replaceChildren(...lines.map((line, index) => {
      const chip = make("li", "", { class: "chip" });
      chip.classList.toggle("lost", unknown.has(line.toLowerCase()));
      const remove = make("button", "✕", { type: "button", "aria-label": `Remove ${line}` });
      remove.addEventListener("click", () => { lines.splice(index, 1); draw(); entry.focus(); check(); });
      chip.append(line, remove);
      return chip;
    }));
    chips.hidden = !lines.length;
  }

  function add(text, now = true) {
    const fresh = split(text).filter((line) => !lines.includes(line));
    lines.push(...fresh);
    entry.value = "";
    close();
    draw();
    if (fresh.length && now) check();
  }

  // ---- suggestions ------------------------------------------------------------------------------------------
  let waiting = 0;

  function combobox(input, id, pick) {
    const list = make("ul", "", { class: "options", role: "listbox", id, hidden: "" });
    list.setAttribute("aria-label", "Names known here");
    input.after(list);
    let chosen = -1;
    const hide = () => { list.hidden = true; chosen = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const mark = (index) => {
      const items = [...list.children];
      chosen = (index + items.length) % items.length;
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
      items[chosen].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[chosen].id);
    };
    async function suggest() {
      const text = input.value.split(/[,;+]/).pop().trim().split(/\s+\d/)[0];
      if (text.length < 2) return hide();
      const turn = ++waiting;
      try {
        const answer = await fetch(`${root}/api/substances?limit=8&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok || turn !== waiting) return;
        const found = (await answer.json()).substances || [];
        list.replaceChildren(...found.map((one, index) => {
          const item = make("li", "", { role: "option", id: `${id}-${index}`, "aria-selected": "false" });
          const name = one.name || one.label;
          item.append(make("span", name.toLowerCase() === one.label.toLowerCase() ? one.label : `${name} → ${one.label}`), make("small", one.kind));
          item.dataset.name = one.label;
          item.addEventListener("mousedown", (event) => { event.preventDefault(); pick(one.label); hide(); });
          return item;
        }));
        list.hidden = !found.length;
        chosen = -1;
        input.setAttribute("aria-expanded", String(found.length > 0));
      } catch { hide(); }
    }
    let timer = 0;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 150); });
    input.addEventListener("blur", hide);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (list.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
      if (event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); }
      if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); event.stopImmediatePropagation(); pick(list.children[chosen].dataset.name); hide(); }
    });
    return () => { clearTimeout(timer); waiting += 1; hide(); };
  }
  const close = combobox(entry, "medicine-options", (name) => add(entry.value.replace(/[^,;+]*$/, "") + name));
  const product = document.getElementById("product");
  const wrap = make("div", "", { class: "typing" });
  product.before(wrap);
  wrap.append(product);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "product-options", "aria-autocomplete": "list" })) product.setAttribute(key, value);
  combobox(product, "product-options", (name) => { product.value = name; });

  entry.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && entry.value.trim()) { event.preventDefault(); add(entry.value); }
    if (event.key === "Backspace" && !entry.value && lines.length) { entry.value = lines.pop(); event.preventDefault(); draw(); }
  });
  entry.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (/[\n;,]/.test(text)) { event.preventDefault(); add(text); }
  });

  // ---- checking ---------------------------------------------------------------------------------------------
  let turn = 0;

  // what is told of the patient and the filters stand in the form as the server understood them
  function keep(page, all) {
    for (const fresh of page.querySelectorAll("[data-kept]")) {
      const old = document.getElementById(fresh.id);
      if (!old || (!all && old.contains(document.activeElement))) continue;
      fresh.open = old.open || fresh.open;
      old.replaceWith(document.adoptNode(fresh));
    }
  }

  async function check(push = true, address = "") {
    const adopted = Boolean(address);
    if (!address) {
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (!value.trim() || name === "s") continue;
        if (name.startsWith("patient.")) query.append("patient", `${name.slice("patient.".length)}:${value.trim()}`);
        else query.append(name, value.trim());
      }
      for (const line of lines) query.append("s", line);
      if (!query.get("product")) for (const name of ["amount", "unit", "times"]) query.delete(name);
      address = `${root}/?${query}`;
    }
    if (!form.reportValidity()) return;
    const mine = ++turn;
    results.classList.add("busy");
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== turn) return;
      const fresh = page.getElementById("results");
      if (!answer.ok || !fresh) throw new Error(page.querySelector("main p")?.textContent || `status ${answer.status}`);
      results.replaceChildren(...fresh.childNodes);
      readBack();
      keep(page, adopted);
      document.title = page.title;
      if (push) history.pushState({}, "", address);
      globalThis.alkagraphPicture?.start(document);
      status.textContent = results.querySelector(".lost-names h2")?.textContent || results.querySelector(".counts")?.textContent || "Checked.";
    } catch (problem) {
      if (mine !== turn) return;
      const notice = make("section", "", { class: "lost-names", role: "alert" });
      notice.append(make("h2", "The check did not succeed; nothing below is an answer."), make("p", `Your list is kept. ${problem.message}. Choose Check to try again.`));
      results.replaceChildren(notice);
    } finally {
      if (mine === turn) {
        results.classList.remove("busy");
        results.removeAttribute("aria-busy");
        draw();
      }
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (entry.value.trim()) add(entry.value, false);
    check();
  });

  function adopt(address) {
    const query = new URL(address, location.href).searchParams;
    for (const name of ["product", "amount", "times"]) form.elements[name].value = query.get(name) || "";
    if (query.get("unit")) form.elements.unit.value = query.get("unit");
    lines = query.getAll("s").flatMap(split);
    draw();
  }

  // links of the page that only change the list are taken without leaving it
  document.addEventListener("click", (event) => {
    const link = event.target.closest(`a[href^="${root}/?"]`);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    adopt(address);
    check(true, address);
    entry.focus();
  });
  addEventListener("popstate", () => { adopt(location.href); check(false, location.pathname + location.search); });

  draw();
})();
