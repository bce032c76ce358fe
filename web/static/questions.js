// Completes names while somebody types: what the server found for the beginning takes its place in the list of the field.
"use strict";
(() => {
  const root = document.documentElement.dataset.root || "";
  const PAUSE = 150;
  const LEAST = 2;

  const complete = (field) => {
    const list = document.getElementById(field.getAttribute("list"));
    const own = [...list.options].map((option) => option.value);
    let timer = 0;
    let asked = "";
    const fill = (names) => {
      list.replaceChildren(...[...new Set([...names, ...own])].map((name) => {
        const option = document.createElement("option");
        option.value = name;
        return option;
      }));
    };
    const ask = async () => {
      const text = field.value.trim();
      if (text.length < LEAST || text === asked) { return; }
      asked = text;
      try {
        const answer = await fetch(`${root}/api/substances?q=${encodeURIComponent(text)}&limit=12`);
        if (answer.ok && text === asked) { fill((await answer.json()).substances.map((one) => one.label)); }
      } catch { /* without the server the field stays a field */ }
    };
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  };

  document.querySelectorAll("[data-complete]").forEach(complete);
})();
