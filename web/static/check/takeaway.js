// Copy the check as text and print it. The links themselves work without this.
import { say } from "./page.js";

export function take(within) {
  const link = within.querySelector("[data-copy]:not([data-ready])");
  if (!link) return;
  link.dataset.ready = "";
  const words = link.textContent;
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return; // then the text opens
    event.preventDefault();
    try {
      // the text may be given later, so that the press of the button still counts as the reader's wish
      const text = fetch(link.href).then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error(`status ${answer.status}`))));
      await navigator.clipboard.writeText(await text);
      link.textContent = "Copied";
      say("Copied as text.");
      setTimeout(() => { link.textContent = words; }, 2500);
    } catch { location.assign(link.href); }
  });
  const button = within.querySelector("[data-print]");
  button.hidden = false;
  button.addEventListener("click", () => print());
}
