import { useEffect, useMemo, useRef, useState } from "react";
import FullCalendar from "@fullcalendar/react";
import dayGrid from "@fullcalendar/react/daygrid";
import interaction from "@fullcalendar/react/interaction";
import list from "@fullcalendar/react/list";
import theme from "@fullcalendar/react/themes/classic";
import timeGrid from "@fullcalendar/react/timegrid";
import "@fullcalendar/react/skeleton.css";
import "@fullcalendar/react/themes/classic/theme.css";

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
const VIEWS = {
  month: { type: "dayGridMonth" },
  week: { type: "timeGridWeek" },
  day: { type: "timeGridDay" },
  list: { duration: { weeks: 1 } },
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
const ANSWER_WITHIN_MS = 15000;
const ONE_REFETCH_MS = 60; // a verdict and the news of it arrive together: one request serves both
const FOCUS_WITHIN_MS = 1000;
const UNCONFIRMED = "The last change was not confirmed. This shows what is saved.";
const UNREACHABLE = "Events could not be loaded.";

const matches = (query) => window.matchMedia(query).matches;

let operations = 0;
const nextOperation = () => `${Date.now().toString(36)}-${++operations}`;

/** Moves that wait for their verdict. A feed read meanwhile must not throw an event back. */
function useMoves({ verdict, onMove, refetch, setNotice }) {
  const pending = useRef(new Map());

  const giveBack = (id) => {
    const move = pending.current.get(id);
    if (!move) return;
    clearTimeout(move.timer);
    pending.current.delete(id);
    move.revert();
    refetch();
  };

  const propose = ({ event, revert }) => {
    const move = {
      op: nextOperation(),
      version: event.extendedProps.version,
      start: event.startStr,
      end: event.endStr,
      allDay: event.allDay,
    };
    const timer = setTimeout(() => {
      giveBack(event.id);
      setNotice(UNCONFIRMED);
    }, ANSWER_WITHIN_MS);
    pending.current.set(event.id, { ...move, revert, timer });
    event.setProp("editable", false); // one move at a time: the next one needs the version of this one
    onMove?.({
      op: move.op,
      id: event.id,
      version: move.version,
      start: move.start,
      end: move.end,
      all_day: move.allDay,
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
    return { ...row, start: move.start, end: move.end, allDay: move.allDay, editable: false };
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

const toEvent = (row) => ({
  id: row.id,
  title: row.title,
  start: row.start,
  end: row.end,
  allDay: row.all_day,
  editable: row.movable,
  color: "var(--calendar-tone)",
  contrastColor: "var(--calendar-tone-text)",
  version: row.version,
  detail: row.detail,
  badge: row.badge,
  mark: row.mark,
  tone: row.tone,
  faded: row.faded,
});

const readFeed = async (url, start, end) => {
  const address = new URL(url, window.location.origin);
  address.searchParams.set("start", start);
  address.searchParams.set("end", end);
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
};

/** The address shows what the calendar shows, without a visit to the router. */
const writeAddress = (parts) => {
  const address = new URL(window.location.href);
  for (const [key, value] of Object.entries(parts)) {
    if (value) address.searchParams.set(key, value);
    else address.searchParams.delete(key);
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
};

/** Once whatever was open has let the focus go, give it to the event, or at least to the calendar. */
const giveFocusBack = (frame, id, until = performance.now() + FOCUS_WITHIN_MS) => {
  const event = frame?.querySelector(`[data-event="${CSS.escape(id)}"]`);
  const late = performance.now() > until;
  const free = document.activeElement === document.body;
  if (free && (event || late)) (event ?? frame)?.focus();
  else if (!late) requestAnimationFrame(() => giveFocusBack(frame, id, until));
};

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
  const { selectable = true, firstDay = 0, firstHour = "07:30", onMove, onPick, onOpen, onView } = props;
  const calendar = useRef(null);
  const frame = useRef(null);
  const shown = useRef({});
  const refetchTimer = useRef(0);
  const dragging = useRef(false);
  const [notice, setNotice] = useState("");
  const [loading, setLoading] = useState(false);

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
        views={VIEWS}
        buttons={BUTTONS}
        headerToolbar={{ start: "today prev,next title", end: "month,week,day,list" }}
        initialView={VIEWS[initialView] ? initialView : matches(PHONE) ? "list" : "week"}
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
        eventDrop={propose}
        eventResize={propose}
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
