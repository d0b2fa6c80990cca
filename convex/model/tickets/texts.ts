/** The rules for what people write into a ticket. */

import { complaintAbout, type TextRule } from "../complaints";
import { refuseFields } from "../refusals";

const RULES = {
  title: { name: "The title", min: 3, max: 255 },
  description: { name: "The description", min: 1, max: 10_000 },
  content: { name: "The comment", min: 1, max: 10_000 },
  comment: { name: "The comment", min: 1, max: 10_000 },
  reason: { name: "The reason", min: 1, max: 2_000 },
  file_name: { name: "The file name", min: 1, max: 255 },
} as const satisfies Record<string, TextRule>;

export type TextField = keyof typeof RULES;

/** Return the texts trimmed, or refuse all that break their rule at once. */
export function trimmed<Field extends TextField>(texts: Record<Field, string>): Record<Field, string> {
  const kept = { ...texts };
  const complaints: Record<string, string> = {};
  for (const field of Object.keys(texts) as Field[]) {
    kept[field] = texts[field].trim();
    const complaint = complaintAbout(RULES[field], kept[field]);
    if (complaint !== undefined) {
      complaints[field] = complaint;
    }
  }
  if (Object.keys(complaints).length > 0) {
    refuseFields(complaints);
  }
  return kept;
}

/** Return the text trimmed; undefined where none was given or it is blank. */
export function trimmedIfGiven(field: TextField, text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : trimmed({ [field]: text } as Record<TextField, string>)[field];
}
