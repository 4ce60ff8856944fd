import { useEffect, useMemo, useRef, useState } from "react";
import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import list from "@fullcalendar/react/list";
import theme from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";
import { giveFocusBack, readFeed, useMoves, writeAddress } from "./calendar_moves.jsx";

// An event stays under the pointer where it was taken. Left to itself, 7.1.4 measures from the middle of
// the slot, which is a snap too far whenever several snaps make a slot.
class HeldWhereTaken {
  constructor(settings) {
    settings.useEventCenter = false;
  }
  destroy() {}
}
const heldWhereTaken = { name: "held-where-taken", componentInteractions: [HeldWhereTaken] };
const PLUGINS = [theme, dayGrid, timeGrid, list, heldWhereTaken, interaction]; // before what it corrects
const VIEWS = ["month", "week", "day", "list"];
const HOURS_WIDTH = 64; // what the hours at the left take
const LANE_WIDTH = 64; // narrower, and a name is only a few letters

/** "Tue 15"; where there is no room for that, the number under the letter: without it no day of a week is known. */
const weekday = ({ isNarrow, text, date, view }) =>
  isNarrow ? (
    <span className="calendar-narrow-day">
      {text}
      <b>{view.calendar.formatDate(date, { day: "numeric" })}</b>
    </span>
  ) : (
    text
  );

/** The views of a calendar of this width: so many events stand beside each other as can be read, the rest
 * opens behind "+N". */
const viewsIn = (width) => {
  const lanes = (days) => Math.max(1, Math.floor((width - HOURS_WIDTH) / days / LANE_WIDTH));
  return {
    month: { type: "dayGridMonth" },
    week: { type: "timeGridWeek", eventMaxStack: lanes(7), dayHeaderContent: weekday },
    day: { type: "timeGridDay", eventMaxStack: lanes(1) },
    list: { duration: { weeks: 1 } },
  };
};

/** The width of the element, followed as it changes. */
const useWidth = (element) => {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    // In the next frame: what is drawn anew while it is being measured would be a size to report again.
    const follow = () => requestAnimationFrame(() => setWidth(element.current?.clientWidth ?? 0));
    const watching = new ResizeObserver(follow);
    watching.observe(element.current);
    return () => watching.disconnect();
  }, []);
  return width || window.innerWidth;
};
const BUTTONS = {
  today: { text: "Today", hint: "Today" },
  month: { text: "Month" },
  week: { text: "Week" },
  day: { text: "Day" },
  list: { text: "List" },
};
const PHONE = "(max-width: 640px)";
const CALM = "(prefers-reduced-motion: reduce)";
const ONE_REFETCH_MS = 60; // a verdict and the news of it arrive together: one request serves both
const UNREACHABLE = "Events could not be loaded.";

const matches = (query) => window.matchMedia(query).matches;

const toEvent = (row) => ({
  id: row.id,
  title: row.title,
  start: row.start,
  end: row.end,
  allDay: row.all_day,
  editable: row.movable,
  display: row.background ? "background" : "auto",
  color: "var(--calendar-tone)",
  contrastColor: "var(--calendar-tone-text)",
  version: row.version,
  detail: row.detail,
  badge: row.badge,
  mark: row.mark,
  tone: row.tone,
  faded: row.faded,
});

const eventClass = ({ event }) =>
  ["calendar-event", `calendar-tone-${event.extendedProps.tone || "gray"}`, event.extendedProps.faded && "calendar-faded"]
    .filter(Boolean)
    .join(" ");

function EventText({ info }) {
  const { badge, mark, detail } = info.event.extendedProps;
  const when = info.isShort ? info.timeText.split(/\s*–\s*/)[0] : info.timeText;
  const time = when && <div className={`${info.timeClass} calendar-time`}>{when}</div>;
  const stands = info.view.type === "week" || info.view.type === "day"; // its place already tells the time
  return (
    <>
      {!stands && time}
      <div className={`${info.titleClass} calendar-title`}>
        {badge && <span className="calendar-badge">{badge}</span>}
        <span className="calendar-name">{info.event.title}</span>
        {mark && <span className="calendar-mark">{mark}</span>}
        {detail && info.view.type !== "month" && <span className="calendar-detail">{detail}</span>}
      </div>
      {stands && time}
    </>
  );
}

export function EventCalendar(props) {
  const { feedUrl, reload, verdict, opened, address, timeZone, initialView, initialDate, businessHours } = props;
  const { selectable = true, firstDay = 0, firstHour = "07:30", moreViews = [] } = props;
  const { onMove, onPick, onOpen, onView } = props;
  const calendar = useRef(null);
  const frame = useRef(null);
  const shown = useRef({});
  const refetchTimer = useRef(0);
  const dragging = useRef(false);
  const [notice, setNotice] = useState("");
  const [loading, setLoading] = useState(false);
  const width = useWidth(frame);
  const views = useMemo(() => viewsIn(width), [width]);

  const refetch = () => {
    clearTimeout(refetchTimer.current);
    refetchTimer.current = setTimeout(() => {
      if (dragging.current) refetch(); // later: an event in the hand stays in the hand
      else calendar.current?.getApi().refetchEvents();
    }, ONE_REFETCH_MS);
  };
  const { propose, keepProposed } = useMoves({ verdict, onMove, refetch, setNotice });

  const events = useMemo(
    () => async ({ startStr, endStr }) => {
      const rows = await readFeed(feedUrl, startStr, endStr);
      setNotice((told) => (told === UNREACHABLE ? "" : told));
      const focused = document.activeElement?.closest?.("[data-event]")?.dataset.event;
      if (focused) giveFocusBack(frame.current, focused); // every event is drawn anew
      return rows.map((row) => keepProposed(toEvent(row)));
    },
    [feedUrl],
  );

  useEffect(() => {
    if (reload) refetch();
  }, [reload]);
  useEffect(() => () => clearTimeout(refetchTimer.current), []);

  const remember = () => writeAddress({ ...address, ...shown.current });
  useEffect(remember, [JSON.stringify(address)]);

  const lastOpened = useRef("");
  useEffect(() => {
    const left = lastOpened.current;
    lastOpened.current = opened;
    if (left && !opened) giveFocusBack(frame.current, left);
  }, [opened]);

  const arrived = ({ view }) => {
    const api = view.calendar;
    shown.current = { view: view.type, date: api.formatIso(api.getDate()).slice(0, 10) };
    remember();
    onView?.(shown.current);
    requestAnimationFrame(() => frame.current && letKeysScroll(frame.current));
  };
  const leaveFor = (view) => onView?.({ ...shown.current, view });
  const others = moreViews.map(({ view, label }) => [view, { text: label, hint: label, click: () => leaveFor(view) }]);
  const buttons = { ...BUTTONS, ...Object.fromEntries(others) };
  const more = others.map(([view]) => view).join(",");
  const moved = ({ event, revert }) => {
    event.setProp("editable", false); // one move at a time: the next one needs the version of this one
    const { id, startStr: start, endStr: end, allDay } = event;
    propose({ id, version: event.extendedProps.version, start, end, allDay }, revert);
  };
  const pick = ({ start, end, allDay }) => onPick?.({ start, end, all_day: allDay });

  return (
    <div ref={frame} className="calendar" tabIndex={-1} aria-busy={loading}>
      <div role="status" className="calendar-notice">
        {notice}
        {notice && (
          <button type="button" className="calendar-again" onClick={() => (setNotice(""), refetch())}>
            Load again
          </button>
        )}
      </div>
      <FullCalendar
        ref={calendar}
        plugins={PLUGINS}
        views={views}
        buttons={buttons}
        headerToolbar={{ start: "today prev,next title", end: ["month,week,day,list", more].filter(Boolean).join(" ") }}
        initialView={VIEWS.includes(initialView) ? initialView : matches(PHONE) ? "list" : "week"}
        initialDate={initialDate || undefined}
        timeZone={timeZone}
        firstDay={firstDay}
        height="100%"
        scrollTime={firstHour}
        businessHours={businessHours}
        nowIndicator
        navLinks
        allDaySlot={false}
        dayMaxEvents
        fixedWeekCount={false}
        slotDuration="00:30"
        slotMinHeight={30}
        snapDuration="00:15"
        slotEventOverlap={false}
        eventInteractive
        dragRevertDuration={matches(CALM) ? 0 : 150}
        dragScroll
        noEventsText="Nothing is planned here."
        events={events}
        eventSourceFailure={() => setNotice(UNREACHABLE)}
        loading={setLoading}
        viewClass={({ view }) => `calendar-in-${view.type}`}
        toolbarClass="calendar-toolbar"
        toolbarTitleClass="calendar-heading"
        buttonClass={({ isSelected }) => (isSelected ? "calendar-button calendar-button-on" : "calendar-button")}
        buttonGroupClass="calendar-buttons"
        toolbarSectionClass="calendar-section"
        blockEventClass={({ isShort }) => (isShort ? "calendar-block calendar-short" : "calendar-block")}
        listItemEventBeforeClass="calendar-bullet"
        moreLinkClass="calendar-more"
        columnMoreLinkClass="calendar-strip"
        dayLaneInnerClass="calendar-lane"
        eventClass={eventClass}
        eventContent={(info) => <EventText info={info} />}
        eventDidMount={({ el, event }) => el.setAttribute("data-event", event.id)}
        popoverClass="calendar-popover"
        selectable={selectable}
        selectMirror
        selectMinDistance={6}
        select={({ startStr, endStr, allDay }) => pick({ start: startStr, end: endStr, allDay })}
        dateClick={({ dateStr, allDay }) => selectable && pick({ start: dateStr, end: "", allDay })}
        eventDragStart={() => (dragging.current = true)}
        eventDragStop={() => (dragging.current = false)}
        eventResizeStart={() => (dragging.current = true)}
        eventResizeStop={() => (dragging.current = false)}
        eventDrop={moved}
        eventResize={moved}
        backgroundEventClass="calendar-closed"
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault();
          onOpen?.(event.id);
        }}
        datesSet={arrived}
      />
    </div>
  );
}

// A week without events holds nothing to focus inside its scrolling part; with the head of its row
// in reach the arrow keys scroll it. (The part itself stands inside a table, where it must stay mute.)
function letKeysScroll(frame) {
  for (const head of frame.querySelectorAll('[role="rowheader"]')) head.tabIndex = 0;
}
