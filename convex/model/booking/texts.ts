/** The rules for what people write about an appointment. Lengths are counted in characters, not in UTF-16 units. */

import { refuseFields } from "../refusals";

const MOST = { notes: 2_000, reason: 500, meeting_link: 1_000 } as const;

export type TextField = keyof typeof MOST;

/** Return the text trimmed; undefined where none was given or it is blank. */
export function writtenText(field: TextField, text: string | undefined | null): string | undefined {
  const written = text?.trim() ?? "";
  if (Array.from(written).length > MOST[field]) {
    refuseFields({ [field]: `At most ${MOST[field]} characters.` });
  }
  if (field === "meeting_link" && written !== "" && !isWebAddress(written)) {
    refuseFields({ meeting_link: "The address must begin with https://." });
  }
  return written === "" ? undefined : written;
}

function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s/?#]+\S*$/.test(text);
}
