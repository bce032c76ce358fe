// The SPARQL page: put a question of the library into the form, and show an answer under it.
(() => {
  "use strict";
  const query = document.getElementById("query");
  for (const button of document.querySelectorAll("[data-use]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      query.value = button.closest("details").querySelector("pre").textContent;
      query.focus();
      query.scrollIntoView({ block: "center" });
    });
  }
  const form = document.querySelector(".sparql-form");
  const place = document.querySelector("[data-answer]");
  form?.addEventListener("submit", async (event) => {
    const format = document.getElementById("format").value;
    if (format) return; // another form: the server answers it as a file
    event.preventDefault();
    place.textContent = "Running …";
    try {
      const answer = await fetch("/sparql", { method: "POST", body: query.value, headers: { "Content-Type": "application/sparql-query", Accept: "application/sparql-results+json, text/turtle;q=0.9" } });
      const text = await answer.text();
      if (!answer.ok) {
        let detail = text;
        try { detail = JSON.parse(text).detail; } catch { /* not our JSON: shown as it is */ }
        throw new Error(detail);
      }
      place.replaceChildren(answer.headers.get("Content-Type").startsWith("application/sparql-results+json") ? table(JSON.parse(text)) : pre(text));
    } catch (problem) {
      const notice = document.createElement("p");
      notice.setAttribute("role", "alert");
      notice.className = "stance-refutes";
      notice.textContent = problem.message;
      place.replaceChildren(notice);
    }
  });

  function pre(text) {
    const element = document.createElement("pre");
    element.textContent = text;
    return element;
  }

  function table({ head, results, boolean }) {
    if (boolean !== undefined) return pre(String(boolean));
    const wrap = document.createElement("div");
    wrap.className = "wide";
    const element = wrap.appendChild(document.createElement("table"));
    element.createCaption().textContent = `${results.bindings.length} rows`;
    const top = element.createTHead().insertRow();
    for (const name of head.vars) {
      const cell = top.appendChild(document.createElement("th"));
      cell.scope = "col";
      cell.textContent = name;
    }
    const body = element.createTBody();
    for (const binding of results.bindings) {
      const row = body.insertRow();
      for (const name of head.vars) row.insertCell().textContent = binding[name]?.value ?? "";
    }
    return wrap;
  }
})();
