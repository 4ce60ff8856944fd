import { useEffect, useRef, useState } from "react";
import { createCalendar, destroyCalendar, Interaction, ResourceTimeGrid } from "@event-calendar/core";
import "@event-calendar/core/index.css";
import { giveFocusBack, readFeed, useMoves, writeAddress } from "./calendar_moves.jsx";
import { dayAfter, dayIn, offsetOn, wall, written } from "./day_columns_clock.jsx";
import { lanesIn, MoreEvents, thinned } from "./day_columns_crowd.jsx";
import { eventContent, toEvent, withoutTableRoles } from "./day_columns_drawn.jsx";

const CALM = "(prefers-reduced-motion: reduce)";
const NARROWEST_COLUMN = 168;
const COLUMN_WIDTH = `minmax(${NARROWEST_COLUMN}px, 1fr)`;
const HOURS_WIDTH = 88; // what the hours at the left take
const ONE_REFETCH_MS = 60;
const DRAG_IS_NO_CLICK_MS = 150;
const UNREACHABLE = "Events could not be loaded.";
const REST_WIDTH = 280; // as its style says, so that it stays inside
const REST_HEIGHT = 320;
const OWN_VIEWS = [
  { view: "month", label: "Month" },
  { view: "week", label: "Week" },
  { view: "day", label: "Day" },
  { view: "list", label: "List" },
];

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
  const [more, setMore] = useState(null);
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
  const asked = useRef("");
  const known = Object.fromEntries(columns.map((column) => [column.id, column.known]));
  const ids = columns.map((column) => column.id);
  now.current = { known, ids, feedUrl, offset, day, selectable, keepProposed, propose, onPick, onOpen };

  const read = async () => {
    const { feedUrl: url, day: asked, offset: at } = now.current;
    try {
      const rows = await readFeed(url, `${asked}T00:00:00${at}`, `${dayAfter(asked, 1)}T00:00:00${at}`);
      setNotice((told) => (told === UNREACHABLE ? "" : told));
      const focused = document.activeElement?.closest?.("[data-event]")?.dataset.event;
      if (focused) giveFocusBack(frame.current, focused); // every event is drawn anew
      const width = Math.max(NARROWEST_COLUMN, (host.current.clientWidth - HOURS_WIDTH) / now.current.ids.length);
      return thinned(rows.map((row) => now.current.keepProposed(toEvent(row))), now.current.ids, lanesIn(width));
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
  const openMore = (rows, opener) => {
    const [at, room] = [opener.getBoundingClientRect(), frame.current.getBoundingClientRect()];
    const left = Math.max(0, Math.min(at.left - room.left, room.width - REST_WIDTH));
    const top = Math.max(0, Math.min(at.top - room.top, room.height - REST_HEIGHT));
    setMore({ rows, left, top, opener });
  };
  const closeMore = (giveBack) => {
    if (giveBack) more.opener.focus();
    setMore(null);
  };
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
      eventContent: (info) => eventContent(info, open, openMore),
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
    if (asked.current) refetch(); // other columns have other room
  }, [JSON.stringify(columns)]);
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
      {more && (
        <MoreEvents
          shown={more}
          timeZone={timeZone}
          onClose={closeMore}
          onOpen={(id) => {
            closeMore(true);
            onOpen?.(id);
          }}
        />
      )}
    </div>
  );
}
