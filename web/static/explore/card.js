// The card of the chosen thing, fetched when it is unfolded: structure, identifiers, what is said of it.
import { fetched, make, prefix, root } from "./page.js";

export function follow() {
  root.addEventListener("toggle", async (event) => {
    const fold = event.target;
    if (!fold.open || !fold.dataset?.card || fold.dataset.ready) return;
    fold.dataset.ready = "yes";
    try {
      const piece = await fetched(`${prefix}/card/${fold.dataset.card}`);
      fold.append(...piece.body.childNodes);
    } catch (error) {
      fold.append(make("p", error.message, { class: "small" }));
    }
  }, true);
}
