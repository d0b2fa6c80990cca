/** The limits of Convex (https://docs.convex.dev/production/state/limits), kept here so that what runs here runs there. */

const MIB = 1024 * 1024;

export const limits = {
  bytesRead: 16 * MIB,
  documentsRead: 32_000,
  /** Index ranges read, which Convex calls database queries. */
  databaseQueries: 4_096,
  bytesWritten: 16 * MIB,
  documentsWritten: 16_000,
  /** Of mutations; actions and uploads have none. */
  filesRead: 10,
  fileReadBytes: 16 * MIB,
  filesWritten: 10,
  fileWriteBytes: 16 * MIB,
  argsBytes: 16 * MIB,
  returnBytes: 16 * MIB,
  userCodeMs: 1_000,
  /** User code and the deployment's own work for it together. */
  transactionMs: 15_000,
  callDepth: 8,
  queryOperators: 256,
  pageItems: 32_000,
  /** Further words of a search are ignored. */
  searchWords: 16,
  searchFilters: 8,
  /** Share of a page's read bound from which a client is advised to split the page. */
  softShare: 0.75,
  logLines: 256,
  logLineChars: 32_768,
  actionMs: 600_000,
  /** The longest that an HTTP call waits for its function. */
  httpCallMs: 300_000,
  requestBodyBytes: 16 * MIB + 2_000,
  httpActionBytes: 20 * MIB,
  pushBodyBytes: 200 * MIB,
  environmentVariables: 1_000,
  environmentNameChars: 40,
  environmentValueBytes: 8 * 1024,
} as const;
