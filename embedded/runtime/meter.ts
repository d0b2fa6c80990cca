/** Counts what one transaction reads, writes and spends, and refuses what passes Convex's limits. */
import { FunctionError } from "./errors.ts";
import { limits } from "./limits.ts";

export type MeteredLimit =
  | "bytesRead"
  | "documentsRead"
  | "databaseQueries"
  | "bytesWritten"
  | "documentsWritten"
  | "filesRead"
  | "fileReadBytes"
  | "filesWritten"
  | "fileWriteBytes";

const READ_ADVICE =
  " Consider using smaller limits in your queries, paginating your queries, or using indexed queries with a " +
  "selective index range expression.";

const FILE_ADVICE = "Use an action, or upload to the URL of storage.generateUploadUrl().";

const REFUSALS: Record<MeteredLimit, (limit: number) => string> = {
  bytesRead: (limit) => `Too many bytes read in a single function execution (limit: ${limit} bytes).${READ_ADVICE}`,
  documentsRead: (limit) => `Too many documents read in a single function execution (limit: ${limit}).${READ_ADVICE}`,
  databaseQueries: (limit) => `Too many reads in a single function execution (limit: ${limit}).${READ_ADVICE}`,
  bytesWritten: (limit) =>
    `Too many bytes written in a single function execution (limit: ${limit} bytes). Split the work over several mutations.`,
  documentsWritten: (limit) =>
    `Too many writes in a single function execution (limit: ${limit}). Split the work over several mutations.`,
  filesRead: (limit) => `Too many files read in a single function execution (limit: ${limit}). ${FILE_ADVICE}`,
  fileReadBytes: (limit) =>
    `Too many bytes of files read in a single function execution (limit: ${limit} bytes). ${FILE_ADVICE}`,
  filesWritten: (limit) => `Too many files written in a single function execution (limit: ${limit}). ${FILE_ADVICE}`,
  fileWriteBytes: (limit) =>
    `Too many bytes of files written in a single function execution (limit: ${limit} bytes). ${FILE_ADVICE}`,
};

/** What the processor had spent on this process at a moment of `performance.now()`. */
interface ProcessorSample {
  readonly at: number;
  readonly spent: NodeJS.CpuUsage;
}

/** Asking was a fifteenth of the time of small queries (profiled), so one answer serves all that begin meanwhile. */
const SAMPLE_MS = 50;
let lastSample: ProcessorSample = { at: performance.now(), spent: process.cpuUsage() };

function recentSample(now: number): ProcessorSample {
  if (now - lastSample.at > SAMPLE_MS) lastSample = { at: now, spent: process.cpuUsage() };
  return lastSample;
}

/**
 * One for each top-level query or mutation; nested calls share it, as they share the transaction.
 *
 * Two clocks run: user code may spend one second, and the whole execution fifteen. `enterHost` and `enterUser` mark
 * the borders, so that time spent in the store never counts as the user's.
 */
export class TransactionMeter {
  readonly used: Record<MeteredLimit, number> = {
    bytesRead: 0,
    documentsRead: 0,
    databaseQueries: 0,
    bytesWritten: 0,
    documentsWritten: 0,
    filesRead: 0,
    fileReadBytes: 0,
    filesWritten: 0,
    fileWriteBytes: 0,
  };

  private readonly startedAt = performance.now();
  private readonly sample = recentSample(this.startedAt);
  private userMs = 0;
  /** When user code or the deployment last took over. */
  private markedAt = this.startedAt;
  private isInUserCode = false;

  countRange(): void {
    this.add("databaseQueries", 1);
  }

  countRead(bytes: number): void {
    this.add("documentsRead", 1);
    this.add("bytesRead", bytes);
  }

  countWrite(bytes: number): void {
    this.add("documentsWritten", 1);
    this.add("bytesWritten", bytes);
  }

  countFileRead(bytes: number): void {
    this.add("filesRead", 1);
    this.add("fileReadBytes", bytes);
  }

  countFileWrite(bytes: number): void {
    this.add("filesWritten", 1);
    this.add("fileWriteBytes", bytes);
  }

  enterHost(): void {
    this.stop();
    this.checkClocks();
  }

  enterUser(): void {
    this.markedAt = performance.now();
    this.isInUserCode = true;
  }

  /** Take the time without checking it. */
  stop(): void {
    const now = performance.now();
    if (this.isInUserCode) this.userMs += now - this.markedAt;
    this.markedAt = now;
    this.isInUserCode = false;
  }

  /** Milliseconds since the start, as they stood when the clock was last taken. */
  get totalMs(): number {
    return this.markedAt - this.startedAt;
  }

  get userCodeMs(): number {
    return this.userMs;
  }

  /**
   * True when user code has had its second of processor time.
   *
   * The clock on the wall runs on while the machine serves others, so what it shows is scaled by the share of the
   * processor that this process had meanwhile, or since at most 50 ms before.
   */
  get isUserCodeOverdue(): boolean {
    if (this.userMs <= limits.userCodeMs) return false;
    const { user, system } = process.cpuUsage(this.sample.spent);
    const share = Math.min(1, (user + system) / 1000 / (this.markedAt - this.sample.at));
    return this.userMs * share > limits.userCodeMs;
  }

  private add(limit: MeteredLimit, amount: number): void {
    this.used[limit] += amount;
    if (this.used[limit] > limits[limit]) throw new FunctionError(REFUSALS[limit](limits[limit]));
  }

  private checkClocks(): void {
    if (this.isUserCodeOverdue) throw userCodeTimeout();
    if (this.totalMs > limits.transactionMs) throw transactionTimeout();
  }
}

export function userCodeTimeout(): FunctionError {
  return new FunctionError(
    `Function execution timed out (maximum duration: ${limits.userCodeMs / 1000}s). ` +
      "Do less in one call, or move the computation to an action.",
  );
}

export function transactionTimeout(): FunctionError {
  return new FunctionError(
    `Function execution took longer than ${limits.transactionMs / 1000}s with its database work. ` +
      "Read and write less in one call.",
  );
}
