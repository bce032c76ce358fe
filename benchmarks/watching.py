"""What runs in the page while benchmarks/bench_browser.py watches it."""

from __future__ import annotations

from typing import Final

#: Notes when Enter was pressed, and when something was painted: in the second frame after it is there.
WATCH: Final = """
addEventListener("keydown", (event) => {
  if (event.key === "Enter") sessionStorage.setItem("pressed", performance.timeOrigin + performance.now());
}, true);
globalThis.painted = (there, from) => new Promise((resolve) => {
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    const now = () => resolve(performance.timeOrigin + performance.now() - from());
    requestAnimationFrame(() => requestAnimationFrame(now));
  };
  look();
});
"""
PRESSED: Final = """painted(() => document.querySelector("#found article"),
  () => Number(sessionStorage.getItem("pressed")))"""
EXPLORED: Final = """painted(() => document.querySelector("[data-live] canvas"), () => performance.timeOrigin)"""
MAPPED: Final = """painted(() => document.querySelector("[data-drawn]"), () => performance.timeOrigin)"""
PEER: Final = """painted(() => globalThis.network?.physics?.ready, () => performance.timeOrigin)"""
BOX: Final = """(area) => {
  const element = document.querySelector(area);
  element.scrollIntoView({ block: "center" });
  return element.getBoundingClientRect().toJSON();
}"""
COUNT: Final = """() => {
  globalThis.stamps = [];
  const tick = (now) => { stamps.push(now); globalThis.ticking = requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
