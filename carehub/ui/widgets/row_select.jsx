import { useEffect, useRef } from "react";

const ROW = "input[type=checkbox][data-row]";

/**
 * Around a table: rows chosen by their check boxes, several by shift-click, from the keyboard by arrows (shift
 * chooses on the way) and Ctrl-A. A box with `data-rows="all"` chooses the whole table.
 */
export function RowSelect({ children, released, onSelect }) {
  const root = useRef(null);
  const anchor = useRef(null);
  const told = useRef("");
  const boxes = () => [...root.current.querySelectorAll(ROW)];

  const tell = () => {
    const all = boxes();
    const ids = all.filter((box) => box.checked).map((box) => Number(box.dataset.row));
    const whole = root.current.querySelector("[data-rows=all]");
    if (whole) {
      whole.checked = ids.length > 0 && ids.length === all.length;
      whole.indeterminate = ids.length > 0 && ids.length < all.length;
    }
    if (told.current === ids.join()) return;
    told.current = ids.join();
    onSelect?.(ids);
  };

  const between = (from, to, checked) => {
    const all = boxes();
    const [a, b] = [all.findIndex((box) => box.dataset.row === from), all.indexOf(to)];
    if (a < 0) return;
    for (const box of all.slice(Math.min(a, b), Math.max(a, b) + 1)) box.checked = checked;
  };

  const click = (event) => {
    const box = event.target;
    if (box.matches?.("[data-rows=all]")) for (const each of boxes()) each.checked = box.checked;
    else if (box.matches?.(ROW)) {
      if (event.shiftKey && anchor.current) between(anchor.current, box, box.checked);
      anchor.current = box.dataset.row;
    } else return;
    tell();
  };

  const press = (event) => {
    const box = event.target;
    if (!box.matches?.(ROW)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = boxes();
    if (step) {
      const next = all[all.indexOf(box) + step];
      if (event.shiftKey && next) box.checked = next.checked = true;
      next?.focus();
      anchor.current = next?.dataset.row ?? anchor.current;
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) for (const each of all) each.checked = true;
    else return;
    event.preventDefault();
    tell();
  };

  useEffect(() => {
    for (const box of boxes()) box.checked = false;
    tell();
  }, [released]);
  // Rows may have left, or others have come.
  useEffect(tell);

  return (
    <div ref={root} className="row-select" onClick={click} onKeyDown={press}>
      {children}
    </div>
  );
}
