import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  clockOf,
  datesBetween,
  firstInstantFrom,
  instantOf,
  isDate,
  isZone,
  minutesOf,
  offsetAt,
  wallClockAt,
  weekdayOf,
} from "./zones";

const at = (text: string): number => Date.parse(text);

describe("the zones of Indonesia", () => {
  test.each([
    ["Asia/Jakarta", "2026-03-02T02:00:00Z"],
    ["Asia/Makassar", "2026-03-02T01:00:00Z"],
    ["Asia/Jayapura", "2026-03-02T00:00:00Z"],
  ])("9 o'clock in %s is %s", (zone, instant) => {
    expect(instantOf(zone, "2026-03-02", 9 * 60)).toBe(at(instant));
  });

  test.each(["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"])(
    "what is known of %s by heart is what the runtime knows",
    (zone) => {
      for (let year = 1988; year < 2040; year += 1) {
        for (const month of [0, 6]) {
          const instant = Date.UTC(year, month, 15, 12);
          const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", hour: "numeric" });
          const hours = (Number(format.format(instant)) - 12 + 24) % 24;
          expect(offsetAt(zone, instant)).toBe(hours * 3_600_000);
        }
      }
    },
  );
});

describe("a clock that goes forward and back", () => {
  test("has no instant for a time that it leaves out", () => {
    expect(instantOf("America/New_York", "2026-03-08", 2 * 60 + 30)).toBeUndefined();
    expect(instantOf("Europe/Berlin", "2026-03-29", 2 * 60)).toBeUndefined();
  });

  test("has the first instant for a time that comes twice", () => {
    expect(instantOf("America/New_York", "2026-11-01", 60 + 30)).toBe(at("2026-11-01T05:30:00Z"));
  });

  test("knows when a time that it leaves out is past", () => {
    expect(firstInstantFrom("America/New_York", "2026-03-08", 2 * 60 + 30)).toBe(at("2026-03-08T07:00:00Z"));
    expect(firstInstantFrom("Asia/Jakarta", "2026-03-08", 1440)).toBe(at("2026-03-08T17:00:00Z"));
  });

  test("by half an hour is no hindrance", () => {
    expect(instantOf("Australia/Lord_Howe", "2026-10-04", 2 * 60 + 15)).toBeUndefined();
    expect(instantOf("Australia/Lord_Howe", "2026-10-04", 2 * 60 + 30)).toBe(at("2026-10-03T15:30:00Z"));
  });
});

const ZONES = ["Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];

test("what a clock shows leads back to the instant, or to its earlier twin", () => {
  const instants = fc.integer({ min: at("1990-01-01T00:00:00Z"), max: at("2037-12-31T00:00:00Z") });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (zone, some) => {
      const instant = Math.floor(some / 60_000) * 60_000;
      const { date, minute } = wallClockAt(zone, instant);
      const back = instantOf(zone, date, minute);
      expect(back === instant || (back !== undefined && instant - back <= 3_600_000 && back < instant)).toBe(true);
    }),
  );
});

test("the clock of a date has the instants of its minutes", () => {
  const days = fc.integer({ min: 0, max: 366 * 15 }).map((days) => addDays("2020-01-01", days));
  // Days on which some clock changes, and their neighbours.
  const special = fc.constantFrom("2026-03-07", "2026-03-08", "2026-03-09", "2026-11-01", "2026-10-04", "2026-04-05");
  const minutes = fc.integer({ min: 0, max: 1440 });
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.oneof(days, special), minutes, (zone, date, minute) => {
      expect(clockOf(zone, date)(minute)).toBe(instantOf(zone, date, minute));
    }),
  );
});

test("dates follow the calendar", () => {
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
  expect(weekdayOf("2026-03-01")).toBe(0);
  expect(datesBetween("2026-02-27", "2026-03-01")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01"]);
});

test.each(["2026-02-30", "2026-13-01", "26-01-01", "2026-1-1", "", "1969-12-31", "3000-01-01", "2026-01-01T00:00"])(
  "%j is no date",
  (text) => {
    expect(isDate(text)).toBe(false);
  },
);

test.each([
  ["00:00", 0],
  ["09:30", 570],
  ["23:59", 1439],
  ["24:00", 1440],
  ["24:01", undefined],
  ["9:30", undefined],
  ["12:60", undefined],
  ["09:30:00", undefined],
])("%s is the minute %j", (time, minute) => {
  expect(minutesOf(time)).toBe(minute);
});

test("a zone that there is not is none", () => {
  expect(["Asia/Jakarta", "America/New_York", "Mars/Olympus", "", "constructor"].map(isZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
