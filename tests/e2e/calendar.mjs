// Prints the instances of an iCalendar file as ical.js sees them, "START END TITLE" a line: instants in UTC, days as days.
//
//   node calendar.mjs MODULES FILE FROM TO
//   MODULES   the folder that holds node_modules
//   FROM, TO  days, UTC; what touches them is printed
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, file, from, to] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const loaded = await import(pathToFileURL(require.resolve("ical.js")).href);
const ICAL = loaded.default ?? loaded;

const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

const text = (time) => {
  const at = time.isDate ? time : time.convertToZone(ICAL.Timezone.utcTimezone);
  return at.toICALString();
};
const day = (name) => name.replaceAll("-", "");
const touches = (start, end) =>
  text(start).slice(0, 8) < day(to) &&
  (text(end).slice(0, 8) > day(from) || text(start).slice(0, 8) >= day(from));
const print = (start, end, title) => {
  if (touches(start, end)) console.log(`${text(start)} ${text(end)} ${title}`);
};

const events = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
for (const event of events) {
  if (event.isRecurrenceException()) continue;
  if (!event.isRecurring()) {
    print(event.startDate, event.endDate, event.summary);
    continue;
  }
  for (const other of events) {
    if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
  }
  const iterator = event.iterator();
  for (let next = iterator.next(); next; next = iterator.next()) {
    if (text(next).slice(0, 8) >= day(to)) break;
    const { startDate, endDate, item } = event.getOccurrenceDetails(next);
    print(startDate, endDate, item.summary);
  }
}
