// Reads calendar objects with ical.js: one JSON string a line in, one JSON object a line out.
import { createInterface } from "node:readline";
import ICAL from "./vendor/ical.js";

const written = (event, name) => event.getFirstPropertyValue(name);
const instant = (event, name) => {
  const time = written(event, name);
  if (!time) return null;
  return time.isDate ? time.toString() : time.toJSDate().toISOString();
};

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return {
    method: written(calendar, "method"),
    events: calendar.getAllSubcomponents("vevent").map((event) => ({
      uid: written(event, "uid"),
      sequence: written(event, "sequence") ?? 0,
      start: instant(event, "dtstart"),
      end: instant(event, "dtend"),
      stamp: instant(event, "dtstamp"),
      status: written(event, "status") ?? "",
      summary: written(event, "summary") ?? "",
      description: written(event, "description") ?? "",
      location: written(event, "location") ?? "",
      comment: written(event, "comment"),
      organizer: written(event, "organizer"),
      attendees: event.getAllProperties("attendee").map((person) => person.getFirstValue()),
      names: [...new Set(event.getAllProperties().map((property) => property.name.toUpperCase()))].sort(),
    })),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = read(JSON.parse(line));
  } catch (fault) {
    answer = { fault: String(fault) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
