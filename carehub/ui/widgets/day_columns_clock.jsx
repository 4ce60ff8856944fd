const DAY_MS = 86_400_000;

export const dayIn = (timeZone) => new Intl.DateTimeFormat("en-CA", { timeZone }).format(new Date());
export const dayAfter = (day, days) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The offset that the zone's clocks have at noon of that day: "-06:00". */
export const offsetOn = (day, timeZone) => {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" }).formatToParts(
    new Date(`${day}T12:00:00Z`),
  );
  const name = parts.find((part) => part.type === "timeZoneName").value.slice(3);
  return name || "+00:00";
};

export const written = (day) =>
  new Intl.DateTimeFormat("en-US", { timeZone: "UTC", weekday: "short", month: "short", day: "numeric", year: "numeric" })
    .format(new Date(`${day}T00:00:00Z`));

const two = (number) => String(number).padStart(2, "0");
/** What the library gives back shows the wall clock in the fields of the browser's own zone. */
export const wall = (date) =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}:00`;
