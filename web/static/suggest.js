// Names for fields with data-suggest, from the server, in the browser's own list: things of any kind, or of the kinds named.
(() => {
  "use strict";

  const prefix = document.documentElement.dataset.root || "";
  const PAUSE = 150; // milliseconds without a key before the server is asked

  function follow(field, number) {
    const list = document.createElement("datalist");
    list.id = `suggested-${number}`;
    field.after(list);
    field.setAttribute("list", list.id);
    const kinds = field.dataset.suggest.split(" ").filter(Boolean);
    let timer = 0;
    let under = null;

    async function ask() {
      under?.abort();
      under = new AbortController();
      const text = field.value.trim();
      if (text.length < 2) return;
      try {
        const answer = await fetch(`${prefix}/api/things?limit=20&q=${encodeURIComponent(text)}`, { signal: under.signal });
        const things = answer.ok ? (await answer.json()).things : [];
        list.replaceChildren(...things.filter((one) => !kinds.length || kinds.includes(one.kind)).map((one) => new Option(one.kind, one.label)));
      } catch (error) {
        if (error.name !== "AbortError") list.replaceChildren();
      }
    }

    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  }

  document.querySelectorAll("[data-suggest]").forEach(follow);
})();
