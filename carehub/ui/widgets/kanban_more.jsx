import { useEffect, useRef } from "react";

/** The end of a column that is longer than what is shown: as soon as it is seen the next cards are asked for, once. */
export function More({ column, onMore, words }) {
  const hidden = column.total - column.cards.length;
  const button = useRef(null);
  const last = column.cards.at(-1)?.id;
  const ask = useRef(null);
  ask.current = () => onMore?.(column.id);
  useEffect(() => {
    if (!button.current) return undefined;
    const watch = new IntersectionObserver(([end]) => {
      if (!end.isIntersecting) return;
      watch.disconnect();
      ask.current();
    });
    watch.observe(button.current);
    return () => watch.disconnect();
  }, [column.id, last, hidden > 0]);
  if (hidden <= 0) return null;
  return (
    <button ref={button} type="button" className="kanban-more" onClick={() => ask.current()}>
      {words} ({hidden})
    </button>
  );
}
