// Names known here while typing: the last name of the line is completed, what stands before it stays.
import { make, root } from "./page.js";

let waiting = 0;

export function complete(input) {
  const id = input.getAttribute("aria-controls");
  const list = make("ul", "", { class: "options", role: "listbox", id, "aria-label": "Names known here", hidden: "" });
  input.after(list);
  let chosen = -1, timer = 0;

  const hide = () => {
    clearTimeout(timer);
    waiting += 1;
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    const items = [...list.children];
    chosen = (index + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  };

  const pick = (name) => {
    input.value = input.value.replace(/[^,;+]*$/, (last) => (last.match(/^\s*/)[0] || (last === input.value ? "" : " ")) + name);
    hide();
    input.focus();
  };

  async function suggest() {
    const text = input.value.split(/[,;+]/).pop().trim();
    if (text.length < 2 || /\d/.test(text)) return hide(); // a dose follows a name that is finished
    const turn = ++waiting;
    try {
      const answer = await fetch(`${root}/api/substances?limit=8&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      const found = answer.ok ? (await answer.json()).substances || [] : [];
      if (turn !== waiting) return;
      const marked = list.children[chosen]?.dataset.name; // chosen among what an earlier beginning found
      list.replaceChildren(...found.map((one, index) => option(one, `${id}-${index}`)));
      list.hidden = !found.length;
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-expanded", String(found.length > 0));
      const again = found.findIndex((one) => one.label === marked);
      if (again >= 0) mark(again);
    } catch { hide(); }
  }

  function option(one, name) {
    const item = make("li", "", { role: "option", id: name, "aria-selected": "false" });
    const typed = one.name || one.label;
    item.append(make("span", typed.toLowerCase() === one.label.toLowerCase() ? one.label : `${typed} → ${one.label}`), make("small", one.kind));
    item.dataset.name = one.label;
    item.addEventListener("mousedown", (event) => { event.preventDefault(); pick(one.label); });
    return item;
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, 150); });
  input.addEventListener("blur", hide);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      pick(list.children[chosen].dataset.name);
    } else if (event.key === "Enter" || event.key === "Escape") hide();
    else if (!list.hidden && event.key === "ArrowDown") { event.preventDefault(); mark(chosen + 1); }
    else if (!list.hidden && event.key === "ArrowUp") { event.preventDefault(); mark(chosen - 1); }
  });
}
