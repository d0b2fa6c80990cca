/** What is wrong with the arguments of a call, gathered so that all of it is refused at once. */

import { refuseFields } from "./refusals";

/** Lengths are counted in characters, not in UTF-16 units. */
export interface TextRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

export interface NumberRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** What it must be a multiple of: 1 unless said otherwise. */
  readonly step?: number;
}

/** Checks arguments one after the other. What is absent, or null to clear a field, passes. */
export class Complaints {
  private readonly found: Record<string, string> = {};

  add(field: string, sentence: string): void {
    this.found[field] ??= sentence;
  }

  /** Return the text trimmed, in the one form that Unicode has for it: a name looked up later must be the same. */
  text<Text extends string | null | undefined>(field: string, text: Text, rule: TextRule): Text {
    if (typeof text !== "string") {
      return text;
    }
    const trimmed = text.trim().normalize("NFC");
    this.addIf(field, complaintAbout(rule, trimmed));
    return trimmed as Text;
  }

  number<Asked extends number | null | undefined>(field: string, asked: Asked, rule: NumberRule): Asked {
    if (typeof asked === "number") {
      const { name, min, max, step = 1 } = rule;
      // 3.29 / 0.01 is not quite 329.
      const isMultiple = Math.abs(asked / step - Math.round(asked / step)) < 1e-6;
      if (!isMultiple || asked < min || asked > max) {
        const kind = step === 1 ? "a whole number" : `a multiple of ${step}`;
        this.add(field, `${name} must be ${kind} from ${min} to ${max}.`);
      }
    }
    return asked;
  }

  private addIf(field: string, sentence: string | undefined): void {
    if (sentence !== undefined) {
      this.add(field, sentence);
    }
  }

  /** Refuse the call if anything was complained about. */
  refuse(): void {
    if (Object.keys(this.found).length > 0) {
      refuseFields(this.found);
    }
  }
}

/** Say what is wrong with a trimmed text; undefined: nothing. */
export function complaintAbout(rule: TextRule, text: string): string | undefined {
  const length = Array.from(text).length;
  if (length >= rule.min && length <= rule.max) {
    return undefined;
  }
  if (length === 0) {
    return `${rule.name} must not be blank.`;
  }
  const bounds = rule.min > 1 ? `${rule.min} to ${rule.max}` : `at most ${rule.max}`;
  return `${rule.name} must have ${bounds} characters, it has ${length}.`;
}
