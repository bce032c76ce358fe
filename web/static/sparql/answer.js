// An answer as it came from the endpoint, read into rows of terms. A term is {type, value, lang, datatype}.

const XSD = "http://www.w3.org/2001/XMLSchema#";
// Datatypes that the text itself shows well enough.
const PLAIN = [...["string", "integer", "decimal", "boolean"].map((name) => XSD + name), "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"];
const TRIPLE = /^(<[^>]*>|_:\S+) <([^>]*)> (<[^>]*>|_:\S+|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^>]*>)?) \.$/;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

const unescaped = (text) => text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g,
  (_, short, long, letter) => (letter ? ESCAPES[letter] ?? letter : String.fromCodePoint(Number.parseInt(short ?? long, 16))));

function termOf(text) {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  if (text.startsWith("_:")) return { type: "bnode", value: text.slice(2) };
  const end = text.lastIndexOf('"'), rest = text.slice(end + 1);
  return {
    type: "literal", value: unescaped(text.slice(1, end)),
    lang: rest.startsWith("@") ? rest.slice(1) : "", datatype: rest.startsWith("^^") ? rest.slice(3, -1) : "",
  };
}

const count = (number, noun, plural = `${noun}s`) => `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;

export class Answer {
  constructor(text, type, prefixes) {
    this.text = text;
    this.type = type;
    this.spaces = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
    this.truth = null; // of an ASK
    this.names = [];
    this.rows = [];
    this.isGraph = false;
  }

  // Read a text of SPARQL results in JSON, or of N-Triples.
  static read(text, type, prefixes) {
    const answer = new Answer(text, type, prefixes);
    if (type === "application/n-triples") answer.readTriples();
    else answer.readTable();
    return answer;
  }

  readTable() {
    const { head, results, boolean } = JSON.parse(this.text);
    if (boolean !== undefined) {
      this.truth = boolean;
      return;
    }
    this.names = head.vars;
    this.rows = results.bindings.map((row) => this.names.map((name) => row[name] && {
      type: row[name].type === "typed-literal" ? "literal" : row[name].type, value: row[name].value,
      lang: row[name]["xml:lang"] ?? "", datatype: row[name].datatype ?? "",
    }));
  }

  readTriples() {
    this.isGraph = true;
    this.names = ["subject", "property", "object"];
    for (const line of this.text.split("\n")) {
      const found = TRIPLE.exec(line);
      if (found) this.rows.push([termOf(found[1]), { type: "uri", value: unescaped(found[2]) }, termOf(found[3])]);
    }
  }

  get counted() {
    if (this.truth !== null) return `The answer is ${this.truth ? "yes" : "no"},`;
    return this.isGraph ? count(this.rows.length, "statement") : count(this.rows.length, "row");
  }

  // How a term is written for people: with a prefix where one is declared.
  short(term) {
    if (!term) return "";
    if (term.type === "bnode") return `_:${term.value}`;
    if (term.type !== "uri") return term.value;
    const [prefix, space] = this.spaces.find(([, start]) => term.value.startsWith(start) && term.value.length > start.length) ?? [];
    return prefix === undefined ? term.value : `${prefix}:${term.value.slice(space.length)}`;
  }

  // What a literal is besides its text: a language or a datatype worth telling.
  note(term) {
    if (term?.type !== "literal") return "";
    if (term.lang) return `@${term.lang}`;
    return term.datatype && !PLAIN.includes(term.datatype) ? this.short({ type: "uri", value: term.datatype }) : "";
  }

  // Where an IRI leads: our own things to their page on this server, our words nowhere, others where they say.
  link(term) {
    const { alka, ago, agg } = Object.fromEntries(this.spaces);
    if (alka && term.value.startsWith(alka)) return `${document.documentElement.dataset.root ?? ""}/id/${encodeURIComponent(term.value.slice(alka.length))}`;
    if ([ago, agg].some((own) => own && term.value.startsWith(own))) return "";
    return /^https?:\/\//.test(term.value) ? term.value : "";
  }
}
