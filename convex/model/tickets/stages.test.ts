import { expect, test } from "vitest";
import { moveBetween, movesFrom, STAGES } from "./stages";

// Rows: from. Columns: to, in the order of the work. s = step, k = skip, . = no move.
const MATRIX = {
  report: ".skkk",
  discuss: "..skk",
  outcome: "...sk",
  implementation: "....s",
  closed: "s....",
} as const;

const MOVES = { s: "step", k: "skip", ".": undefined } as const;

test.each(STAGES.flatMap((from) => STAGES.map((to, column) => [from, to, MATRIX[from][column]] as const)))(
  "from %s to %s is %s",
  (from, to, move) => {
    expect(moveBetween(from, to)).toBe(MOVES[move as keyof typeof MOVES]);
  },
);

test("lists the moves out of a stage, nearest first", () => {
  expect(movesFrom("outcome")).toEqual([
    { to_stage: "implementation", kind: "step" },
    { to_stage: "closed", kind: "skip" },
  ]);
});
