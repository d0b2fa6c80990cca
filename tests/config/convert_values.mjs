// Reads one encoded JSON value a line, passes it through the official conversion of `convex/values` in both
// directions, and prints the result, or {"refused": <message>}.
import { createInterface } from "node:readline";
import { convexToJson, jsonToConvex } from "convex/values";

for await (const line of createInterface({ input: process.stdin })) {
  let printed;
  try {
    printed = JSON.stringify({ value: convexToJson(jsonToConvex(JSON.parse(line))) });
  } catch (error) {
    printed = JSON.stringify({ refused: error.message });
  }
  process.stdout.write(printed + "\n");
}
