import { useEffect, useRef, useState } from "react";
import { createCalendar, destroyCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";
import "@event-calendar/core/index.css";
import { giveFocusBack, readFeed, useMoves, writeAddress } from "./calendar_moves.jsx";

const CALM = "(prefers-reduced-motion: reduce)";
const COLUMN_WIDTH = "minmax(168px, 1fr)";
const ONE_REFETCH_MS = 60;
const DRAG_IS_NO_CLICK_MS = 150;
const UNREACHABLE = "Events could not be loaded.";
const DAY_MS = 86_400_000;
const TABLE_ATTRIBUTES = ["role", "aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan"];
const OF_TABLES = TABLE_ATTRIBUTES.map((name) => `[${name}]`).join(",");
const OWN_VIEWS = [
  { view: "month", label: "Month" },
  { view: "week", label: "Week" },
  { view: "day", label: "Day" },
  { view: "list", label: "List" },
];

const dayIn = (timeZone) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The offset that the zone's clocks have at noon of that day: "-06:00". */
const offsetOn = (day, timeZone) => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(
    new Date(`${day}T12:00:00Z`),
  );
  const name = parts.find((part) => part.type === "timeZoneName").value.slice(3);
  return name || "+00:00";
};

const written = (day) =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", weekday: "short", month: "short", day: "numeric", year: "numeric" })
    .format(new Date(`${day}T00:00:00Z`));

const two = (number) => String(number).padStart(2, "0");
/** What the library gives back shows the wall clock in the fields of the browser's own zone. */
const wall = (date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:00`;

const toEvent = (row) => ({
  id: row.id,
  resourceIds: row.columns,
  title: row.title,
  start: row.start,
  end: row.end,
  editable: row.movable,
  display: row.background ? "background" : "auto",
  classNames: row.background
    ? ["columns-gap"]
    : ["columns-event", `calendar-tone-${row.tone || "gray"}`, row.faded ? "calendar-faded" : ""].filter(Boolean),
  extendedProps: row,
});

const span = (className, text) => {
  const element = document.createElement("span");
  element.className = className;
  element.textContent = text;
  return element;
};

/** The library calls its grid a table, whose cells hold no events; without these roles it is a group. */
const withoutTableRoles = (host) => {
  const strip = () => {
    for (const each of host.querySelectorAll(OF_TABLES)) {
      for (const name of TABLE_ATTRIBUTES) each.removeAttribute(name);
    }
    const scroller = host.querySelector(".ec-main");
    if (scroller && scroller.tabIndex !== 0) scroller.tabIndex = 0; // an empty day scrolls by keyboard as well
  };
  const watching = new MutationObserver(strip);
  watching.observe(host, { childList: true, subtree: true });
  strip();
  return () => watching.disconnect();
};

const eventContent = ({ event, timeText }, open) => {
  if (event.display === "background") return { domNodes: [] };
  const { badge, mark, detail } = event.extendedProps;
  const line = document.createElement("div");
  line.className = "calendar-title";
  if (badge) line.append(span("calendar-badge", badge));
  line.append(span("calendar-name", event.title));
  if (mark) line.append(span("calendar-mark", mark));
  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "columns-open";
  opener.dataset.event = event.id;
  opener.append(line, span("calendar-time columns-time", timeText));
  if (detail) opener.append(span("columns-detail", detail));
  opener.addEventListener("click", () => open(event.id));
  return { domNodes: [opener] };
};

/** One day, one column per person or room. */
export function DayColumns(props) {
  const { columns, feedUrl, reload, verdict, opened, address, timeZone, initialDate, view, moreViews = [] } = props;
  const { firstHour = "07:30", selectable = true, onMove, onPick, onOpen, onView } = props;
  const host = useRef(null);
  const frame = useRef(null);
  const calendar = useRef(null);
  const dragging = useRef(false);
  const letGoAt = useRef(-DRAG_IS_NO_CLICK_MS);
  const timer = useRef(0);
  const [day, setDay] = useState(initialDate || dayIn(timeZone));
  const [notice, setNotice] = useState("");
  const offset = offsetOn(day, timeZone);

  const refetch = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (dragging.current) refetch(); // later: an event in the hand stays in the hand
      else calendar.current?.refetchEvents();
    }, ONE_REFETCH_MS);
  };
  const { propose, keepProposed } = useMoves({ verdict, onMove, refetch, setNotice });

  const now = useRef({});
  const known = Object.fromEntries(columns.map((column) => [column.id, column.known]));
  now.current = { known, feedUrl, offset, day, selectable, keepProposed, propose, onPick, onOpen };

  const read = async () => {
    const { feedUrl: url, day: asked, offset: at } = now.current;
    try {
      const rows = await readFeed(url, `${asked}T00:00:00${at}`, `${dayAfter(asked, 1)}T00:00:00${at}`);
      setNotice((told) => (told === UNREACHABLE ? "" : told));
      const focused = document.activeElement?.closest?.("[data-event]")?.dataset.event;
      if (focused) giveFocusBack(frame.current, focused); // every event is drawn anew
      return rows.map((row) => now.current.keepProposed(toEvent(row)));
    } catch {
      setNotice(UNREACHABLE);
      return [];
    }
  };

  const letGo = () => {
    dragging.current = false;
    letGoAt.current = performance.now();
  };
  // Letting go of a dragged event is also a click on it, which must not open it.
  const open = (id) => performance.now() - letGoAt.current > DRAG_IS_NO_CLICK_MS && now.current.onOpen?.(id);
  const moved = ({ event, oldResource, newResource, revert }) => {
    const { id, extendedProps, resourceIds } = event;
    const at = now.current.offset;
    const [start, end] = [event.start, event.end].map((each) => wall(each) + at);
    const [wasIn, column] = newResource ? [oldResource.id, newResource.id] : ["", ""];
    now.current.propose({ id, version: extendedProps.version, start, end, allDay: false, columns: resourceIds, column, wasIn }, revert);
  };
  const pick = (start, end, resource) =>
    now.current.selectable && now.current.onPick?.({ start, end, all_day: false, ...now.current.known[resource?.id] });

  useEffect(() => {
    calendar.current = createCalendar(host.current, [Interaction, ResourceTimeGrid], {
      view: "resourceTimeGridDay",
      date: day,
      timeZone: offset,
      resources: columns.map(({ id, title }) => ({ id, title })),
      eventSources: [{ events: read }],
      headerToolbar: { start: "", center: "", end: "" },
      height: "100%",
      allDaySlot: false,
      columnWidth: COLUMN_WIDTH,
      dayHeaderFormat: () => "",
      slotDuration: "00:30",
      snapDuration: "00:15",
      slotHeight: 30,
      slotEventOverlap: false,
      scrollTime: firstHour,
      nowIndicator: true,
      editable: true,
      selectable,
      lazyFetching: false,
      dragScroll: true,
      longPressDelay: 400,
      eventContent: (info) => eventContent(info, open),
      eventDragStart: () => (dragging.current = true),
      eventDragStop: letGo,
      eventResizeStart: () => (dragging.current = true),
      eventResizeStop: letGo,
      eventDrop: moved,
      eventResize: moved,
      select: ({ start, end, resource }) => {
        pick(wall(start) + now.current.offset, wall(end) + now.current.offset, resource);
        calendar.current.unselect();
      },
      dateClick: ({ date, resource }) => pick(wall(date) + now.current.offset, "", resource),
      ...(window.matchMedia(CALM).matches ? { theme: (theme) => ({ ...theme, calendar: `${theme.calendar} columns-calm` }) } : {}),
    });
    const stopStripping = withoutTableRoles(host.current);
    return () => {
      stopStripping();
      clearTimeout(timer.current);
      destroyCalendar(calendar.current);
    };
  }, []);

  useEffect(() => {
    calendar.current?.setOption("resources", columns.map(({ id, title }) => ({ id, title })));
  }, [JSON.stringify(columns)]);
  const asked = useRef("");
  useEffect(() => {
    const before = asked.current;
    asked.current = `${day} ${offset} ${feedUrl}`;
    if (!before) return; // it reads by itself when it is made
    calendar.current?.setOption("timeZone", offset);
    calendar.current?.setOption("date", day);
    refetch();
  }, [day, offset, feedUrl]);
  useEffect(() => {
    if (reload) refetch();
  }, [reload]);
  useEffect(() => {
    calendar.current?.setOption("selectable", selectable);
  }, [selectable]);

  useEffect(() => {
    writeAddress({ ...address, view, date: day });
  }, [JSON.stringify(address), view, day]);
  useEffect(() => {
    onView?.({ view, date: day });
  }, [view, day]);

  const lastOpened = useRef("");
  useEffect(() => {
    const left = lastOpened.current;
    lastOpened.current = opened;
    if (left && !opened) giveFocusBack(frame.current, left);
  }, [opened]);

  return (
    <div ref={frame} className="calendar columns" tabIndex={-1}>
      <div role="status" className="calendar-notice">
        {notice}
        {notice && (
          <button type="button" className="calendar-again" onClick={() => (setNotice(""), refetch())}>
            Load again
          </button>
        )}
      </div>
      <div className="columns-toolbar">
        <button type="button" className="calendar-button" onClick={() => setDay(dayIn(timeZone))}>
          Today
        </button>
        <span className="calendar-buttons">
          <button type="button" className="calendar-button" aria-label="Previous day" onClick={() => setDay(dayAfter(day, -1))}>
            ‹
          </button>
          <button type="button" className="calendar-button" aria-label="Next day" onClick={() => setDay(dayAfter(day, 1))}>
            ›
          </button>
        </span>
        <h2 className="calendar-heading" aria-live="polite">
          {written(day)}
        </h2>
        <span className="calendar-buttons columns-views">
          {[...OWN_VIEWS, ...moreViews].map((each) => (
            <button
              key={each.view}
              type="button"
              aria-pressed={each.view === view}
              className={each.view === view ? "calendar-button calendar-button-on" : "calendar-button"}
              onClick={() => each.view !== view && onView?.({ view: each.view, date: day })}
            >
              {each.label}
            </button>
          ))}
        </span>
      </div>
      <div ref={host} className="columns-grid" role="group" aria-label={written(day)} />
    </div>
  );
}
