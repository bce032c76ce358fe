// The SPARQL page: run a query, tell how long it took and how much came, show and keep the answer, share the query,
// take a question of the library. The editor and the drawing are extras: without them a text field and a table remain.
import { Answer } from "./answer.js";
import { drawEditor } from "./editor.js";
import { drawGraph } from "./drawing.js";
import { show } from "./views.js";

const one = (name) => document.querySelector(`[data-${name}]`);
const told = JSON.parse(one("page").textContent);
const form = document.querySelector(".sparql-form");
const field = form.query;
const endpoint = form.getAttribute("action");
const KEPT = "alkagraph.sparql.query";

let editor = { get: () => field.value, set: (text) => { field.value = text; }, focus: () => field.focus() };
let running = null;
let answer = null;
let view = "";

// What the answer is asked as: the server takes the first that fits the form of the query.
const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";

async function ask(query, accept, signal) {
  let reply;
  try {
    reply = await fetch(endpoint, { method: "POST", body: query, signal, headers: { "Content-Type": "application/sparql-query", Accept: accept } });
  } catch (problem) {
    if (problem.name === "AbortError") throw problem;
    throw new Error("The server did not answer. It may be restarting, or the network is down; the query is still here.");
  }
  const body = await reply.blob();
  if (reply.ok) return { body, type: (reply.headers.get("Content-Type") || "").split(";")[0] };
  const text = await body.text();
  let detail = text;
  try { detail = JSON.parse(text).detail; } catch { /* not our JSON: shown as it is */ }
  throw new Error(detail || `The server answered with status ${reply.status}.`);
}

const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(2)} s`;

async function run() {
  running?.abort();
  const control = new AbortController();
  running = control;
  const query = editor.get(), from = performance.now();
  keep(query);
  one("answer").hidden = false;
  one("status").textContent = "Running …";
  one("view").classList.add("busy");
  one("stop").hidden = false;
  const clock = setInterval(() => { one("clock").textContent = seconds(from); }, 100);
  try {
    const { body, type } = await ask(query, ACCEPT, control.signal);
    answer = Answer.read(await body.text(), type, told.prefixes);
    answer.query = query;
    one("status").textContent = `${answer.counted} in ${seconds(from)}.`;
    offer();
  } catch (problem) {
    if (running !== control) return; // another run has taken its place
    fail(problem.name === "AbortError" ? "Stopped. The query is still here." : problem.message, problem.name !== "AbortError");
  } finally {
    clearInterval(clock);
    one("clock").textContent = "";
    if (running === control) {
      running = null;
      one("stop").hidden = true;
      one("view").classList.remove("busy");
    }
  }
}

function fail(words, loud) {
  answer = null;
  one("status").textContent = loud ? "The query was not answered." : "";
  one("views").hidden = true;
  const notice = document.createElement("p");
  notice.className = "problem";
  notice.textContent = words;
  if (loud) notice.setAttribute("role", "alert");
  one("view").replaceChildren(notice);
}

// ways to show and to keep an answer
const VIEWS = { table: "Table", graph: "Graph", text: "As sent" };

function offer() {
  const kinds = ["table", ...(answer.isGraph && drawGraph.possible() ? ["graph"] : []), "text"];
  if (!kinds.includes(view)) view = "table";
  one("kinds").replaceChildren(...kinds.map((kind) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = VIEWS[kind];
    button.dataset.kind = kind;
    button.addEventListener("click", () => { view = kind; draw(); });
    return button;
  }));
  one("as").replaceChildren(...told.formats[answer.isGraph ? "graph" : "table"].map((format) => new Option(format.label, format.type)));
  one("views").hidden = false;
  draw();
}

function draw() {
  for (const button of one("kinds").children) button.setAttribute("aria-pressed", String(button.dataset.kind === view));
  show(one("view"), answer, view);
}

one("download").addEventListener("click", async () => {
  const type = one("as").value;
  const { ending } = [...told.formats.table, ...told.formats.graph].find((format) => format.type === type);
  try {
    const { body } = await ask(answer.query, type);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(body);
    link.download = `alkagraph.${ending}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch (problem) {
    one("status").textContent = `Not downloaded: ${problem.message}`;
  }
});

// links: the query stands behind the #, so that it reaches no log of a server
const linkTo = (query) => `${location.origin}${location.pathname}#query=${encodeURIComponent(query)}`;

function linked() {
  return new URLSearchParams(location.hash.slice(1).replaceAll("+", "%2B")).get("query");
}

one("share").addEventListener("click", async () => {
  const link = document.getElementById("link");
  link.value = linkTo(editor.get());
  history.replaceState(null, "", link.value);
  one("shared").hidden = false;
  link.focus();
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
    one("share").textContent = "Copied";
    setTimeout(() => { one("share").textContent = "Copy a link"; }, 3000);
  } catch { /* no clipboard here: the link is selected, ready to be copied */ }
});

function keep(query) {
  try { localStorage.setItem(KEPT, query); } catch { /* a browser that keeps nothing */ }
}

function kept() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}

// questions of the library
let questions = null;

async function take(name) {
  questions ??= fetch(`${document.documentElement.dataset.root ?? ""}/api/questions`).then((reply) => reply.json());
  const asked = (await questions).find((question) => question.name === name);
  editor.set(asked.query);
  const line = one("asked");
  line.textContent = `${asked.wording} (${asked.output})`;
  line.hidden = false;
  editor.focus();
  form.scrollIntoView({ block: "start" });
}

for (const link of document.querySelectorAll("[data-example]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    take(link.dataset.example).catch(() => { questions = null; location.assign(link.href); });
  });
}

const seek = document.getElementById("seek");
one("seek").hidden = false;
seek.addEventListener("input", () => {
  const wanted = seek.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const topic of document.querySelectorAll("[data-topic]")) {
    let here = 0;
    for (const link of topic.querySelectorAll("[data-example]")) {
      const text = `${link.textContent} ${link.dataset.example} ${topic.firstElementChild.textContent}`.toLowerCase();
      const fits = wanted.every((word) => text.includes(word));
      link.parentElement.hidden = !fits;
      here += fits;
    }
    topic.hidden = here === 0;
    topic.open = wanted.length > 0 && here > 0;
    found += here;
  }
  one("sought").textContent = wanted.length ? `${found} ${found === 1 ? "question" : "questions"}` : "";
});

form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
one("stop").addEventListener("click", () => running?.abort());
one("plain").hidden = true;
one("share").hidden = false;

const shared = linked();
const chosen = new URLSearchParams(location.search).has("example");
const first = shared ?? (chosen ? null : kept());
if (first) field.value = first;
if (typeof Yasqe === "function") editor = await drawEditor(field, told.prefixes, { run, changed: keep });
window.addEventListener("hashchange", () => { const query = linked(); if (query) editor.set(query); });
