import { useEffect, useRef } from "react";

const HOUR_MS = 3_600_000;
const LANE_WIDTH = 84; // narrower, and a name is only a few letters

/** How many events may stand beside each other in columns of this width; one more lane says what is left. */
export const lanesIn = (width) => Math.max(1, Math.floor(width / LANE_WIDTH) - 1);

const laneFor = (event, endOf) => {
  const start = Date.parse(event.start);
  const free = endOf.findIndex((end) => end <= start);
  return free < 0 ? endOf.length : free;
};

/** The events of each column as far as they fit into its lanes; those of an hour that do not become one. */
const fitted = (column, events, lanes) => {
  const endOf = [];
  const left = new Map();
  const fits = events.filter((event) => {
    const lane = laneFor(event, endOf);
    if (lane < lanes) {
      endOf[lane] = Date.parse(event.end);
      return true;
    }
    const hour = Math.floor(Date.parse(event.start) / HOUR_MS) * HOUR_MS;
    left.set(hour, [...(left.get(hour) ?? []), event]);
    return false;
  });
  return { fits, more: [...left].map(([hour, hidden]) => moreOf(column, hour, hidden)) };
};

// The library understands an offset in numbers, but no "Z".
const instant = (moment) => `${new Date(moment).toISOString().slice(0, 19)}+00:00`;

const moreOf = (column, hour, hidden) => ({
  id: `more-${column}-${hour}`,
  resourceIds: [column],
  title: `+${hidden.length} more`,
  start: instant(hour),
  end: instant(hour + HOUR_MS),
  editable: false,
  classNames: ["columns-more"],
  extendedProps: { hidden: hidden.map((event) => event.extendedProps) },
});

/** A crowded column keeps what can be read; the rest of each hour stands behind "+N more". One event that
 * would be alone behind it is drawn. */
export const thinned = (events, columns, lanes) => {
  const shading = events.filter((event) => event.display === "background");
  const inOrder = events
    .filter((event) => event.display !== "background")
    .sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
  const standsIn = new Map();
  const more = columns.flatMap((column) => {
    const here = inOrder.filter((event) => event.resourceIds.includes(column));
    const found = fitted(column, here, lanes);
    const alone = found.more.filter((each) => each.extendedProps.hidden.length === 1);
    const drawn = new Set(alone.map((each) => each.extendedProps.hidden[0].id));
    for (const event of here) {
      if (found.fits.includes(event) || drawn.has(event.id)) {
        standsIn.set(event, [...(standsIn.get(event) ?? []), column]);
      }
    }
    return found.more.filter((each) => !alone.includes(each));
  });
  return [...shading, ...[...standsIn].map(([event, resourceIds]) => ({ ...event, resourceIds })), ...more];
};

/** What stands behind "+N more", over the column at `at`; Esc, or a click beside it, closes it. */
export function MoreEvents({ shown, timeZone, onOpen, onClose }) {
  const box = useRef(null);
  useEffect(() => {
    box.current.querySelector("button")?.focus();
    const beside = ({ target }) => !box.current?.contains(target) && onClose(false);
    document.addEventListener("pointerdown", beside);
    return () => document.removeEventListener("pointerdown", beside);
  }, [shown]);
  const time = new Intl.DateTimeFormat("en-US", { timeZone, hour: "numeric", minute: "2-digit" });
  const keys = (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose(true);
  };
  return (
    <div
      ref={box}
      role="dialog"
      aria-label={`${shown.rows.length} more`}
      className="columns-rest"
      style={{ left: shown.left, top: shown.top }}
      onKeyDown={keys}
    >
      {shown.rows.map((row) => (
        <button key={row.id} type="button" className={`columns-rest-event calendar-tone-${row.tone}`} onClick={() => onOpen(row.id)}>
          <span className="calendar-time tabular">{time.format(new Date(row.start))}</span>
          <span className={row.faded ? "calendar-faded" : undefined}>
            {row.badge && <span className="calendar-badge">{row.badge}</span>}
            <span className="calendar-name">{row.title}</span>
            {row.mark && <span className="calendar-mark">{row.mark}</span>}
            {row.detail && <span className="columns-detail">{row.detail}</span>}
          </span>
        </button>
      ))}
    </div>
  );
}
