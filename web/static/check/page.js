// The parts of the check page, and elements made without markup.
import { make } from "../element.js";

export { make };
export const root = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
export const ui = { form: document.getElementById("ask"), results: document.getElementById("results") };

const voice = make("p", "", { class: "apart", role: "status" });
ui.results?.before(voice);

export function say(text) {
  voice.textContent = text;
}
