// The parts of the check page, and elements made without markup.
export const root = document.documentElement.dataset.root || ""; // the path under which a proxy shows this server
export const ui = { form: document.getElementById("ask"), results: document.getElementById("results") };

export function make(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  if (text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

const voice = make("p", "", { class: "apart", role: "status" });
ui.results?.before(voice);

export function say(text) {
  voice.textContent = text;
}
