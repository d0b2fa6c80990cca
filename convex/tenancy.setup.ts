/** What the tests of tenancy share: they walk over whatever the modules export, and try it as people who do not belong. */

import { describe, expect, test } from "vitest";
import type { Actor } from "./model/access";
import { NEIGHBOUR, person, staff } from "./tickets.setup";

/** How a function is tried with another tenant's ids. A text says why it has no tenant to keep out. */
export type Attempts<Attempt> = Readonly<Record<string, Attempt | string>>;

interface Registered {
  readonly isInternal?: boolean;
  exportArgs(): string;
  exportReturns(): string;
}

export const INTRUDERS: Readonly<Record<string, Actor>> = {
  "the neighbour's owner": NEIGHBOUR,
  "the neighbour's member": person("neighbour_member"),
  "a stranger": person("stranger"),
  "staff granted the neighbour": staff("elsewhere"),
  "staff whose grant ran out": staff("expired"),
};

/** Test that every exported function of these modules is tried, is internal, checks its values and says who acts. */
export function describeExports<Attempt>(modules: Readonly<Record<string, object>>, attempts: Attempts<Attempt>): void {
  const exported = Object.entries(modules).flatMap(([module, functions]) =>
    Object.entries(functions).map(([name, registered]) => [`${module}:${name}`, registered as Registered] as const),
  );

  test("every exported function is tried here, and nothing else", () => {
    expect(Object.keys(attempts).sort()).toEqual(exported.map(([name]) => name).sort());
  });

  describe.each(exported)("%s", (name, registered) => {
    test("is internal and checks what comes in and goes out", () => {
      expect(registered.isInternal).toBe(true);
      expect(JSON.parse(registered.exportArgs())).toMatchObject({ type: "object" });
      expect(JSON.parse(registered.exportReturns())).not.toBeNull();
    });

    test("says who acts, unless it has no tenant to keep out", () => {
      const fields = Object.keys((JSON.parse(registered.exportArgs()) as { value: object }).value);
      expect(fields.includes("actor")).toBe(typeof attempts[name] !== "string");
    });
  });
}

/** The functions that have a tenant to keep out, each with its attempt. */
export function triedOf<Attempt>(attempts: Attempts<Attempt>): [string, Exclude<Attempt, string>][] {
  return Object.entries(attempts).filter(
    (entry): entry is [string, Exclude<Attempt, string>] => typeof entry[1] !== "string",
  );
}
