// Ways to show an answer: a table, the text as it was sent, and for graphs a drawing with the same table under it.
import { make } from "../element.js";
import { drawGraph } from "./drawing.js";

export { make };

// So many rows are drawn at once; the rest is a button away.
const PAGE = 500;
const LONGEST = 200_000; // characters of a text drawn at once

export function termElement(answer, term) {
  if (!term) return document.createTextNode("");
  if (term.type === "uri") {
    const href = answer.link(term);
    const shown = make(href ? "a" : "span", answer.short(term), href ? { href, title: term.value, rel: "noopener noreferrer" } : { title: term.value });
    shown.classList.add("term");
    return shown;
  }
  const shown = make("span", answer.short(term), { class: "literal" });
  const note = answer.note(term);
  if (note) shown.append(" ", make("small", note));
  return shown;
}

export function table(answer) {
  const wrap = make("div", "", { class: "wide rows", tabindex: "0", role: "region", "aria-label": "Table of the answer; scroll to see all of it" });
  const element = wrap.appendChild(make("table"));
  const head = element.createTHead().insertRow();
  for (const name of answer.names) head.append(make("th", name, { scope: "col" }));
  const body = element.createTBody();
  const more = make("button", "", { type: "button" });
  let drawn = 0;
  const next = () => {
    for (const row of answer.rows.slice(drawn, drawn + PAGE)) {
      const line = body.insertRow();
      for (const term of row) line.insertCell().append(termElement(answer, term));
    }
    drawn = Math.min(drawn + PAGE, answer.rows.length);
    const left = answer.rows.length - drawn;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(PAGE, left).toLocaleString("en")} more of ${left.toLocaleString("en")}`;
  };
  more.addEventListener("click", next);
  next();
  const all = make("div");
  all.append(wrap, more);
  if (answer.rows.length === 0) all.replaceChildren(make("p", answer.isGraph ? "Nothing fits: the graph of the answer is empty." : "Nothing fits: the table of the answer is empty."));
  return all;
}

function text(answer) {
  const all = make("div");
  all.append(make("pre", answer.text.slice(0, LONGEST), { tabindex: "0", "aria-label": "The answer as it was sent", role: "region" }));
  if (answer.text.length > LONGEST) all.append(make("p", `${(answer.text.length - LONGEST).toLocaleString("en")} more characters are in the download.`));
  return all;
}

export function show(place, answer, view) {
  if (view === "text") place.replaceChildren(text(answer));
  else if (answer.truth !== null) place.replaceChildren(make("p", answer.truth ? "Yes" : "No", { class: "truth" }));
  else if (view === "graph") {
    const area = make("div");
    place.replaceChildren(area, make("h2", "The same as a table"), table(answer));
    drawGraph(area, answer);
  } else place.replaceChildren(table(answer));
}
