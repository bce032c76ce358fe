// The buttons around the picture: undo, zoom, full screen, the address, and the picture as PNG.
import * as canvas from "./canvas.js";
import { bring } from "./later.js";
import { make, prefix, root, say, still } from "./page.js";
import { redo, undo } from "./state.js";

const WIDE = 2400; // pixels of a PNG: enough for a projector and for print

async function full() {
  if (document.fullscreenElement) return document.exitFullscreen();
  await root.requestFullscreen();
  canvas.fit();
}

async function copy() {
  const address = new URL(location.href);
  address.pathname = `${prefix}/explore`;
  try {
    await navigator.clipboard.writeText(address.href);
    root.querySelector('[data-do="copy"]').textContent = "Copied";
    say("The address is copied.");
  } catch {
    const field = root.querySelector("[data-frame]");
    field.value = address.href;
    field.select();
    say("Copying is not allowed here; the address is in the field below.");
  }
}

/** Return the still picture as one that stands alone, in the colours of paper. */
function alone() {
  const copy = still().cloneNode(true);
  for (const one of copy.querySelectorAll("a")) one.removeAttribute("href");
  for (const one of copy.querySelectorAll(".reach")) one.remove();
  copy.removeAttribute("class");
  return new XMLSerializer().serializeToString(copy);
}

async function png() {
  if (!(await bring("picture"))) return;
  const { width, height } = still().viewBox.baseVal;
  const scale = Math.max(1, WIDE / width);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(alone())}`;
  await image.decode();
  const canvas = make("canvas", "", { width: Math.round(width * scale), height: Math.round(height * scale) });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((file) => {
    const link = make("a", "", { href: URL.createObjectURL(file), download: "alkagraph.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }, "image/png");
}

/** Make what only works with scripts visible, and the frame true: it needs the whole address. */
export function renewed() {
  for (const one of root.querySelectorAll('[data-tools], [data-do="copy"], [data-do="png"]')) one.hidden = false;
  const field = root.querySelector("[data-frame]");
  if (field) field.value = field.value.replace(/src="\/[^"]*/, () => {
    const address = new URL(location.href);
    address.pathname = `${prefix}/embed`;
    return `src="${address.href.replaceAll("&", "&amp;")}`;
  });
  const full = root.querySelector('[data-do="full"]');
  if (full) full.hidden = !document.fullscreenEnabled;
}

export function follow() {
  const acts = { undo, redo, full, copy, png, live: canvas.turn, closer: () => canvas.zoom(1.3), farther: () => canvas.zoom(1 / 1.3), fit: canvas.fit };
  root.addEventListener("click", (event) => {
    const wanted = event.target.closest("button[data-do]")?.dataset.do;
    acts[wanted]?.();
  });
}
