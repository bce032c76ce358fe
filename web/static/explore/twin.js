// The list beside the picture as a tree (WAI-ARIA Authoring Practices, tree view): kinds, their things, their arrows.
import { choose, chosen, toggle } from "./choosing.js";
import { make, root } from "./page.js";

const tree = () => root.querySelector("[data-twin]");
// An item is the line of an entry: what is below it stands beside it, not in it, so that its name is what it shows.
const items = () => [...tree().querySelectorAll('[role="treeitem"]')].filter((one) => !one.closest('[role="group"][hidden]'));
const group = (item) => item.nextElementSibling;
const above = (item) => {
  const list = item.parentElement.parentElement;
  return list === tree() ? null : list.previousElementSibling;
};
const nameOf = (item) => item.dataset.node || item.dataset.edge || "";

function fold(item, open) {
  if (!group(item)) return;
  item.setAttribute("aria-expanded", String(open));
  group(item).hidden = !open;
}

function stand(item, { focus = true } = {}) {
  if (!item) return;
  for (const one of tree().querySelectorAll('[tabindex="0"]')) one.setAttribute("tabindex", "-1");
  item.setAttribute("tabindex", "0");
  if (focus) item.focus();
}

/** Open everything above an item, so that it can be seen. */
function reveal(item) {
  for (let upper = above(item); upper; upper = above(upper)) fold(upper, true);
}

/** Make the list of the page a tree. */
export function renewed({ focus = false } = {}) {
  if (!tree()) return;
  tree().setAttribute("role", "tree");
  const levels = (list, level) => {
    const entries = [...list.children];
    entries.forEach((entry, place) => {
      const item = make("div", "", { class: "line", role: "treeitem", tabindex: "-1", "aria-selected": "false", "aria-level": level, "aria-setsize": entries.length, "aria-posinset": place + 1 });
      item.append(...[...entry.childNodes].filter((one) => one.nodeName !== "UL"));
      for (const link of item.querySelectorAll("a")) link.setAttribute("tabindex", "-1");
      for (const name of ["node", "edge"].filter((one) => entry.dataset[one])) {
        item.dataset[name] = entry.dataset[name];
        delete entry.dataset[name];
      }
      entry.prepend(item);
      entry.setAttribute("role", "none");
      group(item)?.setAttribute("role", "group");
      fold(item, level === 1);
      if (group(item)) levels(group(item), level + 1);
    });
  };
  levels(tree(), 1);
  stand(items()[0], { focus });
  marked(chosen());
}

/** Choose what an item of the tree stands for; an arrow stands in it twice, at both of its ends. */
function pick(item) {
  marked(nameOf(item), item);
  choose(nameOf(item), { from: "twin" });
}

/** Show what is chosen elsewhere; the focus stays where it is. */
export function marked(name, item = null) {
  if (!tree()) return;
  const wanted = item || (name && [...tree().querySelectorAll('[role="treeitem"]')].find((one) => nameOf(one) === name));
  for (const one of tree().querySelectorAll('[aria-selected="true"]')) one.setAttribute("aria-selected", "false");
  if (!wanted) return;
  wanted.setAttribute("aria-selected", "true");
  reveal(wanted);
  if (!tree().contains(document.activeElement)) stand(wanted, { focus: false });
}

function pressed(key, item) {
  const all = items();
  const place = all.indexOf(item);
  const inside = group(item);
  if (key === "ArrowDown") stand(all[place + 1]);
  else if (key === "ArrowUp") stand(all[place - 1]);
  else if (key === "Home") stand(all[0]);
  else if (key === "End") stand(all.at(-1));
  else if (key === "ArrowRight" && inside?.hidden) fold(item, true);
  else if (key === "ArrowRight" && inside) stand(inside.querySelector('[role="treeitem"]'));
  else if (key === "ArrowLeft" && inside && !inside.hidden) fold(item, false);
  else if (key === "ArrowLeft") stand(above(item));
  else if (key === "Enter" && item.dataset.node && nameOf(item) === chosen()) toggle(item.dataset.node);
  else if ((key === "Enter" || key === " ") && nameOf(item)) pick(item);
  else if (key === "Enter" || key === " ") fold(item, inside.hidden);
  else if (key === "Escape") choose("");
  else return key.length === 1 && find(key.toLowerCase(), all, place);
  return true;
}

function find(letter, all, place) {
  const next = [...all.slice(place + 1), ...all.slice(0, place)].find((one) => one.textContent.trim().toLowerCase().startsWith(letter));
  if (next) stand(next);
  return Boolean(next);
}

export function follow() {
  root.addEventListener("keydown", (event) => {
    const item = event.target.closest('[data-twin] [role="treeitem"]');
    if (item && !event.altKey && !event.ctrlKey && !event.metaKey && pressed(event.key, item)) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const line = event.target.closest('[data-twin] .line');
    if (!line) return;
    stand(line);
    if (line.dataset.edge) return pick(line);
    if (!event.target.closest("a") && group(line)) fold(line, group(line).hidden);
  });
}
