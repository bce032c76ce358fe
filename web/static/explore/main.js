// The explorer: each module follows one matter; a change of the view or of what is chosen is told to all of them.
import * as canvas from "./canvas.js";
import * as card from "./card.js";
import * as choosing from "./choosing.js";
import * as finding from "./finding.js";
import * as later from "./later.js";
import { root, whenever } from "./page.js";
import * as state from "./state.js";
import * as tools from "./tools.js";
import * as twin from "./twin.js";
import * as walking from "./walking.js";

let walked = false; // whether what had the focus was a thing of the picture, which is replaced
const started = root.dataset.started !== undefined;

whenever((how) => {
  if (how.address) {
    walked = how.walked;
    for (const module of [later, choosing, finding, tools, walking, twin, canvas]) module.renewed();
  } else if (how.brought) {
    if (how.brought === "list") twin.renewed({ focus: how.asked });
    else if (how.brought === "picture") walking.renewed();
    else if (how.asked) root.querySelector("[data-table] summary").focus();
    choosing.mark();
  } else {
    if (how.from !== "twin") twin.marked(how.chosen);
    if (how.from !== "live") canvas.marked(how.chosen);
  }
  if ((how.address || how.brought === "picture") && walked && document.activeElement === document.body) walking.resume();
});

finding.follow();
finding.renewed();
if (started) {
  for (const module of [state, choosing, walking, twin, canvas, card, tools, later]) module.follow();
  for (const module of [choosing, tools, canvas]) module.renewed();
  // The picture is what people wait for: it is painted before the list beside it becomes a tree.
  requestAnimationFrame(() => setTimeout(() => {
    for (const module of [walking, twin]) module.renewed();
  }));
}
