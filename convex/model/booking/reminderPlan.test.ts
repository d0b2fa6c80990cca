import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quietStretchAt, reminderPlan, type ReminderRules } from "./reminderPlan";

const at = (text: string): number => Date.parse(`${text}+07:00`);
const show = (instant: number): string => new Date(instant + 7 * 3_600_000).toISOString().slice(0, 16);

const RULES: ReminderRules = { time_zone: "Asia/Jakarta", reminder_offsets_minutes: [60, 1440] };
const NIGHT = { ...RULES, quiet_hours: { start: "21:00", end: "07:00" } };

/** Start 10:00 on Thursday; chosen a week before unless told otherwise. */
function planned(rules: ReminderRules, start = "2026-03-05T10:00", set = "2026-02-26T10:00"): [number, string, string][] {
  return reminderPlan(at(start), at(set), rules).map((one) => [
    one.offset_minutes,
    show(one.due_at),
    show(one.useful_until),
  ]);
}

test("a day and an hour before, each until the next", () => {
  expect(planned(RULES)).toEqual([
    [1440, "2026-03-04T10:00", "2026-03-05T09:00"],
    [60, "2026-03-05T09:00", "2026-03-05T10:00"],
  ]);
});

test("what was due before the start was chosen is not owed", () => {
  expect(planned(RULES, "2026-03-05T10:00", "2026-03-04T12:00")).toEqual([
    [60, "2026-03-05T09:00", "2026-03-05T10:00"],
  ]);
  expect(planned(RULES, "2026-03-05T10:00", "2026-03-05T09:00")).toEqual([]);
});

test("without offsets nothing is owed", () => {
  expect(planned({ ...RULES, reminder_offsets_minutes: [] })).toEqual([]);
});

describe("the original's window", () => {
  const rules = { ...RULES, reminder_window: { opens_minutes: 75, closes_minutes: 45 } };

  test("is one reminder, from 75 to 45 minutes before", () => {
    expect(planned(rules)).toEqual([[75, "2026-03-05T08:45", "2026-03-05T09:15"]]);
  });

  test("is open to a start chosen within it", () => {
    expect(planned(rules, "2026-03-05T10:00", "2026-03-05T09:00")).toEqual([
      [75, "2026-03-05T09:00", "2026-03-05T09:15"],
    ]);
  });

  test("is closed to a start chosen later", () => {
    expect(planned(rules, "2026-03-05T10:00", "2026-03-05T09:20")).toEqual([]);
  });
});

describe("quiet hours", () => {
  test("put a reminder off until they end", () => {
    expect(planned(NIGHT, "2026-03-05T22:30")).toEqual([
      [1440, "2026-03-05T07:00", "2026-03-05T20:30"],
      [60, "2026-03-05T20:30", "2026-03-05T22:30"],
    ]);
  });

  test("bring it forward by half an hour where they last until the start", () => {
    expect(planned(NIGHT, "2026-03-05T06:30")).toEqual([
      [1440, "2026-03-04T07:00", "2026-03-04T20:30"],
      [60, "2026-03-04T20:30", "2026-03-05T06:30"],
    ]);
  });

  test("make one of two reminders that they move to one moment", () => {
    const rules = { ...NIGHT, reminder_offsets_minutes: [120, 60] };
    expect(planned(rules, "2026-03-05T07:30")).toEqual([[60, "2026-03-05T07:00", "2026-03-05T07:30"]]);
  });

  test("may lie within one day", () => {
    const rules = { ...RULES, quiet_hours: { start: "12:00", end: "13:30" } };
    expect(planned(rules, "2026-03-05T14:00")).toEqual([
      [1440, "2026-03-04T14:00", "2026-03-05T13:30"],
      [60, "2026-03-05T13:30", "2026-03-05T14:00"],
    ]);
  });
});

test("whatever the rules, reminders are due in turn, outside quiet hours, after the choice and before the start", () => {
  const minute = 60_000;
  const zones = fc.constantFrom("Asia/Jakarta", "Asia/Jayapura", "America/New_York", "Australia/Lord_Howe");
  const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(
    ([hour, min]) => `${String(hour).padStart(2, "0")}:${String(min).padStart(2, "0")}`,
  );
  const rules = fc.record({
    time_zone: zones,
    reminder_offsets_minutes: fc.uniqueArray(fc.integer({ min: 5, max: 5000 }), { maxLength: 5 }),
    quiet_hours: fc.tuple(time, time).filter(([start, end]) => start !== end).map(([start, end]) => ({ start, end })),
  });
  const start = fc.integer({ min: Date.UTC(2026, 0, 1) / minute, max: Date.UTC(2027, 0, 1) / minute });
  fc.assert(
    fc.property(rules, start, fc.integer({ min: 1, max: 10_000 }), (some, startMinute, ahead) => {
      const startsAt = startMinute * minute;
      const setAt = startsAt - ahead * minute;
      let last = setAt;
      for (const one of reminderPlan(startsAt, setAt, some)) {
        expect(one.due_at).toBeGreaterThan(last);
        expect(one.due_at).toBeLessThan(one.useful_until);
        expect(one.useful_until).toBeLessThanOrEqual(startsAt);
        expect(quietStretchAt(one.due_at, some)).toBeUndefined();
        last = one.due_at;
      }
    }),
  );
});
