import { useEffect, useRef } from "react";

const WAIT_MS = 1200;
const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
const isTyping = (target) => target?.isContentEditable || /^(input|textarea|select)$/i.test(target?.tagName ?? "");
const linesIn = (root) => [...root.querySelectorAll("[data-line]")];

// Walks the lines of a page and presses their buttons by letter. When the line that had the focus goes away
// because it is done, the focus stays at its place, on the next one.
export function ListKeys({ enabled = true }) {
  const here = useRef(null);
  const latest = useRef(enabled);
  latest.current = enabled;
  useEffect(() => {
    const root = here.current?.closest("main") ?? document.body;
    let place = -1;
    let pressedG = 0;
    const press = (event) => {
      if (!latest.current || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      const afterG = Date.now() - pressedG < WAIT_MS;
      pressedG = event.key === "g" ? Date.now() : 0;
      if (afterG) return;
      const lines = linesIn(root);
      const line = event.target.closest?.("[data-line]");
      const step = STEPS[event.key];
      if (step) {
        const next = lines[line ? lines.indexOf(line) + step : Math.max(place, 0)] ?? line;
        next?.focus();
        next?.scrollIntoView({ block: "nearest" });
      } else if (event.key === "Enter" && line === event.target) {
        line.querySelector('[data-key="Enter"]')?.click();
      } else if (line && /^[a-z]$/.test(event.key) && line.querySelector(`[data-key="${event.key}"]`)) {
        line.querySelector(`[data-key="${event.key}"]`).click();
      } else return;
      event.preventDefault();
    };
    const remember = (event) => {
      const line = event.target.closest?.("[data-line]");
      if (line) place = linesIn(root).indexOf(line);
    };
    const gone = new MutationObserver(() => {
      if (place < 0 || document.activeElement !== document.body) return;
      const lines = linesIn(root);
      lines[Math.min(place, lines.length - 1)]?.focus();
    });
    window.addEventListener("keydown", press);
    root.addEventListener("focusin", remember);
    gone.observe(root, { childList: true, subtree: true });
    return () => {
      window.removeEventListener("keydown", press);
      root.removeEventListener("focusin", remember);
      gone.disconnect();
    };
  }, []);
  return <span ref={here} hidden />;
}
