import { useEffect, useRef } from "react";

const ANSWER_WITHIN_MS = 15000;
const FOCUS_WITHIN_MS = 1000;
const UNCONFIRMED = "The last change was not confirmed. This shows what is saved.";

let operations = 0;
const nextOperation = () => `${Date.now().toString(36)}-${++operations}`;

/** Moves that wait for their verdict. A feed read meanwhile must not throw an event back. */
export function useMoves({ verdict, onMove, refetch, setNotice }) {
  const pending = useRef(new Map());

  const giveBack = (id) => {
    const move = pending.current.get(id);
    if (!move) return;
    clearTimeout(move.timer);
    pending.current.delete(id);
    move.revert();
    refetch();
  };

  /** `move` is where the event stands now: id, version, start, end, allDay, columns (all in which it
   * stands); `column` is the one that it was put into, `wasIn` the one it left; `revert` puts it back. */
  const propose = (move, revert) => {
    const op = nextOperation();
    const timer = setTimeout(() => {
      giveBack(move.id);
      setNotice(UNCONFIRMED);
    }, ANSWER_WITHIN_MS);
    pending.current.set(move.id, { ...move, op, revert, timer });
    onMove?.({
      op,
      id: move.id,
      version: move.version,
      start: move.start,
      end: move.end,
      all_day: move.allDay,
      column: move.column ?? "",
      was_in: move.wasIn ?? "",
    });
  };

  const keepProposed = (row) => {
    const move = pending.current.get(row.id);
    if (!move) return row;
    if (row.version > move.version) {
      clearTimeout(move.timer);
      pending.current.delete(row.id);
      return row;
    }
    const { start, end, allDay, columns } = move;
    return { ...row, start, end, allDay, editable: false, ...(columns ? { resourceIds: columns } : {}) };
  };

  useEffect(() => {
    const found = [...pending.current].find(([, move]) => verdict?.op && move.op === verdict.op);
    if (!found) return;
    const [id, move] = found;
    clearTimeout(move.timer);
    if (verdict.ok) refetch();
    else giveBack(id);
  }, [verdict]);

  return { propose, keepProposed };
}

// A pointer that is let go outside of the window is told only by how it comes back.
const UP = ["pointerup", "pointercancel", "pointermove", "blur"];
let released = Promise.resolve();
window.addEventListener("pointerdown", () => {
  released = new Promise((resolve) => {
    const up = (event) => {
      if (event.buttons || (event.type === "blur" && event.target !== window)) return;
      for (const name of UP) window.removeEventListener(name, up, true);
      setTimeout(resolve); // after the click
    };
    for (const name of UP) window.addEventListener(name, up, true);
  });
}, true);

/** The rows, once no pointer is down: an event that is drawn anew between press and release loses its click. */
export const readFeed = async (url, start, end) => {
  const address = new URL(url, window.location.origin);
  address.searchParams.set("start", start);
  address.searchParams.set("end", end);
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  const rows = await response.json();
  await released;
  return rows;
};

/** The address shows what the calendar shows, without a visit to the router. */
export const writeAddress = (parts) => {
  const address = new URL(window.location.href);
  for (const [key, value] of Object.entries(parts)) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
};

/** Once whatever was open has let the focus go, give it to the event, or at least to the calendar. */
export const giveFocusBack = (frame, id, until = performance.now() + FOCUS_WITHIN_MS) => {
  const event = frame?.querySelector(`[data-event="${CSS.escape(id)}"]`);
  const late = performance.now() > until;
  const free = document.activeElement === document.body;
  if (free && (event || late)) (event ?? frame)?.focus();
  else if (!late) requestAnimationFrame(() => giveFocusBack(frame, id, until));
};
