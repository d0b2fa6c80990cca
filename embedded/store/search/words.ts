/** The words of a text, as Convex's text search takes texts apart. */

const WORD = /[\p{Alphabetic}\p{N}]+/gu;
/** Longer words are left out, of documents and of searches. */
const MAX_WORD_BYTES = 32;
const MAX_BYTES_A_UNIT = 3;

/** Return the words in their order, lower-cased: whatever stands between letters and digits of any script parts them. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const word of text.match(WORD) ?? []) if (fits(word)) words.push(word.toLowerCase());
  return words;
}

function fits(word: string): boolean {
  return word.length * MAX_BYTES_A_UNIT <= MAX_WORD_BYTES || Buffer.byteLength(word) <= MAX_WORD_BYTES;
}
