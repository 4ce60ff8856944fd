const TABLE_ATTRIBUTES = ["role", "aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan"];
const OF_TABLES = TABLE_ATTRIBUTES.map((name) => `[${name}]`).join(",");

export const toEvent = (row) => ({
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
export const withoutTableRoles = (host) => {
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

const moreContent = (event, openMore) => {
  const opener = document.createElement("button");
  opener.type = "button";
  opener.className = "columns-open";
  opener.setAttribute("aria-haspopup", "dialog");
  opener.append(event.title);
  opener.addEventListener("click", () => openMore(event.extendedProps.hidden, opener));
  return { domNodes: [opener] };
};

/** How an event stands in its column, or what opens those that do not. */
export const eventContent = ({ event, timeText }, open, openMore) => {
  if (event.display === "background") return { domNodes: [] };
  if (event.extendedProps.hidden) return moreContent(event, openMore);
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
