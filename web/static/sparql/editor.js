// The editor of queries (YASQE): colours, checks while typing, and completion from what this graph holds. Nothing is
// asked of any other host: prefixes, classes and properties come from /api/terms.

const PAUSE = 500; // milliseconds after the last key before the query is checked aloud

export async function drawEditor(field, prefixes, { run, changed }) {
  const terms = await fetch(`${document.documentElement.dataset.root ?? ""}/api/terms`).then((reply) => reply.json()).catch(() => ({ prefixes, classes: [], properties: [] }));
  const completers = complete(terms);
  const place = document.createElement("div");
  place.className = "editor";
  field.after(place);
  const keys = { Tab: false, "Shift-Tab": false, Esc: false, "Ctrl-S": false, "Shift-Ctrl-K": false, "Shift-Ctrl-D": false, "Ctrl-Enter": run, "Cmd-Enter": run };
  const yasqe = new Yasqe(place, {
    value: field.value, autocompleters: completers, extraKeys: keys, screenReaderLabel: "Query", editorHeight: "auto", viewportMargin: 60,
    persistenceId: null, consumeShareLink: null, createShareableLink: null, showQueryButton: false, resizeable: false, prefixCcApi: null,
  });
  field.hidden = true;
  field.required = false;
  document.querySelector('label[for="query"]').addEventListener("click", () => yasqe.focus());
  document.querySelector("[data-keys]").hidden = false;
  tellFaults(yasqe);
  yasqe.on("autocompletionShown", (_yasqe, { hints }) => {
    hints.setAttribute("aria-label", "What can stand here");
    hints.removeAttribute("aria-expanded"); // means nothing on a list
  });
  // what was offered for one word must not stay for the next
  yasqe.on("cursorActivity", () => {
    const { line, ch } = yasqe.getDoc().getCursor();
    if (/[\s;,.{}]/.test(yasqe.getLine(line)[ch - 1] ?? " ")) yasqe.closeHint();
  });
  yasqe.on("change", () => { field.value = yasqe.getValue(); changed(field.value); });
  return {
    get: () => yasqe.getValue(),
    set: (text) => { yasqe.setValue(text); yasqe.getDoc().setCursor(yasqe.getDoc().lastLine(), 0); },
    focus: () => yasqe.focus(),
    yasqe,
  };
}

// What the grammar calls its smallest parts, for people.
const NAMES = {
  $: "the end", VAR1: "a variable such as ?thing", VAR2: "a variable such as ?thing", IRI_REF: "an address in <…>", PNAME_LN: "a name such as ago:Drug",
  PNAME_NS: "a prefix such as ago:", NIL: "()", ANON: "[]", BLANK_NODE_LABEL: "_:name", INTEGER: "a number", DECIMAL: "a number", DOUBLE: "a number",
  INTEGER_POSITIVE: "a number", DECIMAL_POSITIVE: "a number", DOUBLE_POSITIVE: "a number", INTEGER_NEGATIVE: "a number", DECIMAL_NEGATIVE: "a number", DOUBLE_NEGATIVE: "a number",
  STRING_LITERAL1: "a text in quotation marks", STRING_LITERAL2: "a text in quotation marks", STRING_LITERAL_LONG1: "a text in quotation marks", STRING_LITERAL_LONG2: "a text in quotation marks",
};

// Say under the editor what is not SPARQL yet; the library's own mark says it only to those who can hover.
function tellFaults(yasqe) {
  const line = document.querySelector("[data-syntax]");
  let waiting = 0;
  const tell = () => {
    const mark = yasqe.getWrapperElement().querySelector(".parseErrorIcon");
    if (mark) mark.onmouseover = mark.onmouseout = null;
    line.hidden = !mark;
    if (!mark) return;
    let at = 0;
    while (at < yasqe.lineCount() && !yasqe.lineInfo(at).gutterMarkers?.gutterErrorBar) at += 1;
    const wrong = yasqe.getLineTokens(at, true).find((token) => token.state.OK === false);
    const wanted = [...new Set((wrong?.state.possibleCurrent ?? []).map((name) => NAMES[name] ?? name))].slice(0, 8).join(", ");
    const place = wrong?.string.trim() ? `“${wrong.string.trim()}” in line ${at + 1} is not SPARQL` : `Line ${at + 1} is not SPARQL`;
    line.textContent = `${place}${wrong?.state.errorMsg ? `: ${wrong.state.errorMsg}` : wanted ? `. What could stand there: ${wanted}` : "."}`;
  };
  yasqe.on("change", () => { clearTimeout(waiting); waiting = setTimeout(tell, PAUSE); });
  tell();
}

// Register completers for prefixes, classes and properties, and return the names of all that are in use.
function complete({ prefixes, classes, properties }) {
  const spaces = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
  const short = (iri) => {
    const [prefix, space] = spaces.find(([, start]) => iri.startsWith(start)) ?? [];
    return prefix === undefined ? `<${iri}>` : `${prefix}:${iri.slice(space.length)}`;
  };
  const known = new Map([...classes, ...properties].map((term) => [term.id, term]));
  const byShort = new Map([...known.keys()].map((iri) => [short(iri), known.get(iri)]));

  Yasqe.forkAutocompleter("prefixes", {
    name: "declared", persistenceId: null,
    get: () => Object.entries(prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
  }, false);

  // What was typed may be the beginning of an IRI or of a short name, or a part of a label.
  const fitting = (terms, token) => {
    const typed = token.string.trim().toLowerCase(), iri = (token.autocompletionString ?? "").toLowerCase();
    const part = typed.includes(":") ? typed.slice(typed.indexOf(":") + 1) : typed;
    const rank = (term) => {
      const name = short(term.id).toLowerCase();
      if (!typed || name.startsWith(typed) || (iri.length > 4 && term.id.toLowerCase().startsWith(iri))) return 0;
      if (name.includes(part)) return 1;
      return !typed.includes(":") && term.label.toLowerCase().includes(part) ? 2 : 3;
    };
    return terms.map((term) => [rank(term), term]).filter(([order]) => order < 3).sort((a, b) => a[0] - b[0]).slice(0, 60).map(([, term]) => term.id);
  };
  // The word at the cursor as it was typed: the tokens of the library break a word that is not SPARQL yet.
  const word = (yasqe, token) => {
    const { line, ch } = yasqe.getDoc().getCursor(), text = yasqe.getLine(line);
    const from = text.slice(0, ch).search(/[^\s;,.{}()|/^*+!]*$/), to = ch + text.slice(ch).search(/[^\w:-]|$/);
    const typed = text.slice(from, to), [prefix, rest] = typed.split(/:(.*)/);
    const iri = typed.startsWith("<") ? typed.slice(1) : rest !== undefined && prefixes[prefix] ? prefixes[prefix] + rest : "";
    return { ...token, string: typed, from: { line, ch: from }, to: { line, ch: to }, autocompletionString: iri };
  };
  const shared = {
    bulk: false, persistenceId: null, autoShow: true, preProcessToken: word,
    postProcessSuggestion: (_yasqe, _token, iri) => short(iri),
    postprocessHints: (_yasqe, hints) => hints.map((hint) => {
      const term = byShort.get(hint.text);
      if (!term) return hint;
      const told = [term.label, term.count.toLocaleString("en")].filter(Boolean).join(", ");
      const render = (element) => {
        element.append(hint.text, Object.assign(document.createElement("small"), { textContent: ` ${told}` }));
      };
      return { ...hint, render };
    }),
  };
  Yasqe.forkAutocompleter("class", {
    ...shared, name: "classes here",
    // by what stands before the word: the tokens of a word that is not SPARQL yet say little
    isValidCompletionPosition: (yasqe) => {
      const { line } = yasqe.getDoc().getCursor(), { from, string } = word(yasqe, {});
      const before = `${yasqe.getLine(line - 1) ?? ""} ${yasqe.getLine(line).slice(0, from.ch)}`;
      return !/^[?$]/.test(string) && /(?:^|[\s;,{(^/|])(?:a|rdf:type|rdfs:(?:domain|range|subClassOf))\s+$/.test(before);
    },
    get: (_yasqe, token) => fitting(classes, token ?? { string: "" }),
  }, false);
  Yasqe.forkAutocompleter("property", {
    ...shared, name: "properties here",
    get: (yasqe, token) => fitting(ofSubject(yasqe, classes, properties, short) ?? properties, token ?? { string: "" }),
  }, false);
  return ["variables", "declared", "classes here", "properties here"];
}

// The properties that things of the subject's class have, where the query says its class (?x a ago:Drug); else nothing.
function ofSubject(yasqe, classes, properties, short) {
  const cursor = yasqe.getDoc().getCursor();
  const before = yasqe.getDoc().getRange({ line: 0, ch: 0 }, cursor);
  const statement = before.split(/[{}.](?=\s|$)/).pop();
  const subject = /^\s*([?$]\w+)/.exec(statement)?.[1];
  if (!subject) return null;
  const told = new RegExp(`\\${subject}\\s+(?:a|rdf:type)\\s+(\\S+?)\\s*[;.,}]`).exec(`${yasqe.getValue()} `)?.[1];
  const found = told && classes.find((one) => short(one.id) === told || `<${one.id}>` === told);
  return found ? found.properties.map((at) => properties[at]) : null;
}
