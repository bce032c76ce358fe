// The panel beside the map: what was chosen, its card, and its links as buttons that lead on. Works without a canvas.
import { make } from "../element.js";

export { make };

const SHOWN = 12;

export function panel(place, sheet, root, choose) {
  let turn = 0;
  const kind = (thing) => sheet.legend[sheet.things.kind[thing]].one;

  function links(thing) {
    const list = make("div", "", { class: "links" });
    for (const group of sheet.around(thing)) {
      const item = make("details");
      item.open = !list.children.length;
      item.append(make("summary", `${group.out ? `${group.relation} …` : `… ${group.relation} this`} (${group.others.length})`));
      const row = make("div", "", { class: "row-of" });
      const more = (from) => {
        for (const other of group.others.slice(from, from + SHOWN)) {
          const button = make("button", sheet.things.label[other], { type: "button", title: kind(other) });
          button.addEventListener("click", () => choose(other));
          row.append(button);
        }
        const rest = group.others.length - from - SHOWN;
        if (rest <= 0) return;
        const button = make("button", `${rest} more`, { type: "button", class: "quiet" });
        button.addEventListener("click", () => { button.remove(); more(from + SHOWN); row.children[from + SHOWN].focus(); });
        row.append(button);
      };
      more(0);
      item.append(row);
      list.append(item);
    }
    return list;
  }

  async function card(id, hold) {
    const mine = (turn += 1);
    try {
      const answer = await fetch(`${root}/card/${encodeURIComponent(id)}`, { headers: { Accept: "text/html" } });
      if (!answer.ok || mine !== turn) return;
      const read = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const said of read.querySelectorAll(".node-card > .name, .node-card > .part")) said.remove(); // the heading says it
      if (mine === turn) hold.replaceChildren(...read.body.childNodes);
    } catch { /* the links say what is linked */ }
  }

  return function show(thing) {
    const { id, label } = { id: sheet.things.id[thing], label: sheet.things.label[thing] };
    const hold = make("div", "", { class: "held-card" });
    const ways = make("p");
    ways.append(make("a", "Its page", { href: `${root}/id/${encodeURIComponent(id)}` }), " · ",
      make("a", "Explore from here", { href: `${root}/explore?start=${encodeURIComponent(id)}` }));
    const groups = links(thing);
    place.replaceChildren(make("h2", label), make("p", `${kind(thing)}, ${sheet.degree[thing]} links`, { class: "small" }), ways,
      groups.children.length ? groups : make("p", "Nothing on the map is linked with it."), hold);
    card(id, hold);
  };
}
