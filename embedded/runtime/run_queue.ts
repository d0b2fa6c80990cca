/** Queries and mutations wait here for their turn; those that wait together share its cost. */
import type { OpenTransaction, Reader, TransactionGroup } from "../store/types.ts";
import type { Store } from "../store/store.ts";
import { Guard } from "./guard.ts";
import { limits } from "./limits.ts";
import type { RunReport } from "./transaction_runner.ts";

/**
 * A turn ends after this many runs or milliseconds, whichever comes first, so that a burst of work neither starves the
 * rest nor delays its own first answers. An fsync takes 0.04 to 20 ms, so 16 ms of mutations are worth one. Queries
 * share no more than the guard, and a ticket list takes 2 ms. Measured with 8 clients in three rounds in turn, beside
 * other work: p95 of a list 63 to 68 ms with turns of 16 ms, 59 to 60 with 4, 60 to 68 with 1.
 */
const TURN_RUNS = 64;
const MUTATION_TURN_MS = 16;
const QUERY_TURN_MS = 4;
/**
 * A run that the guard stops after two seconds is looked at: has user code itself spent its second, it failed; has the
 * database, it is run again from the start, alone, with all the time that the database is allowed.
 */
const FIRST_GUARD_MS = 2_000;
const LAST_GUARD_MS = limits.transactionMs + 1_000;

/** A mutation that waits, or queries that must see the same commit. Nothing is visible before their turn has ended. */
export interface Job<S> {
  readonly run: (session: S) => readonly RunReport[];
  /** What to answer when the guard stopped it, or null when it deserves more time. */
  readonly stopped: () => readonly RunReport[] | null;
}

/** What the runs of one turn share. */
export interface Turn<S> {
  /** No run begins after this. */
  readonly longestMs: number;
  /** Run one job; throws faults of the deployment. */
  run(job: Job<S>): readonly RunReport[];
  /** Keep what the turn's runs wrote, durably. */
  commit(): void;
  rollback(): void;
}

interface Waiting<S> {
  readonly job: Job<S>;
  readonly resolve: (reports: readonly RunReport[]) => void;
  readonly reject: (error: unknown) => void;
  isPatient: boolean;
}

export class RunQueue<S> {
  private readonly queue: Waiting<S>[] = [];
  private readonly guard = new Guard();
  private isScheduled = false;

  constructor(private readonly openTurn: () => Turn<S>) {}

  /** Run a job in its turn. Answers once the turn is committed; rejects on faults of the deployment. */
  add(job: Job<S>): Promise<readonly RunReport[]> {
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject, isPatient: false });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    // After the requests that have arrived already, so that they can join the turn.
    setImmediate(() => {
      this.isScheduled = false;
      this.runTurn();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private runTurn(): void {
    const taken: Waiting<S>[] = [];
    const answers: (() => void)[] = [];
    const isPatient = this.queue[0]?.isPatient === true;
    const started = performance.now();
    try {
      const turn = this.openTurn();
      const isComplete = this.guard.run(isPatient ? LAST_GUARD_MS : FIRST_GUARD_MS, () => {
        do {
          const waiting = this.queue.shift();
          if (waiting === undefined) return;
          taken.push(waiting);
          answers.push(runOne(turn, waiting));
        } while (!isPatient && this.hasNext() && taken.length < TURN_RUNS && performance.now() - started < turn.longestMs);
      });
      if (!isComplete) {
        turn.rollback();
        this.takeUpAgain(taken);
        return;
      }
      turn.commit();
    } catch (error) {
      // Without the commit none of them happened, whatever each was about to answer; without a turn none even began.
      const failed = taken.length > 0 ? taken : this.queue.splice(0);
      for (const waiting of failed) waiting.reject(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** A job that needs a long turn gets it for itself. */
  private hasNext(): boolean {
    return this.queue[0]?.isPatient === false;
  }

  /** The guard stopped the last of `taken`, and with it the turn: what had ended before it is run again. */
  private takeUpAgain(taken: Waiting<S>[]): void {
    const culprit = taken.pop();
    this.queue.unshift(...taken);
    if (culprit === undefined) return;
    const reports = culprit.job.stopped();
    if (reports !== null) {
      culprit.resolve(reports);
      return;
    }
    culprit.isPatient = true;
    this.queue.push(culprit);
  }
}

/** Run one job and return its answer, to be given once the turn is committed. */
function runOne<S>(turn: Turn<S>, { job, resolve, reject }: Waiting<S>): () => void {
  try {
    const reports = turn.run(job);
    return () => {
      resolve(reports);
    };
  } catch (error) {
    return () => {
      reject(error);
    };
  }
}

/** Queries read the last commit; mutations have turns of their own, so none is open meanwhile. */
export function queryTurn(reader: Reader): Turn<Reader> {
  return {
    longestMs: QUERY_TURN_MS,
    run: (job) => job.run(reader),
    commit: () => undefined,
    rollback: () => undefined,
  };
}

/** Mutations run one after the other, each on what those before it wrote, and reach the disk with one commit. */
export function mutationTurn(store: Store, committed: () => void): Turn<OpenTransaction> {
  const group = store.beginGroup();
  return {
    longestMs: MUTATION_TURN_MS,
    run: (job) => runInGroup(group, job),
    commit: () => {
      group.commit();
      committed();
    },
    rollback: () => {
      group.rollback();
    },
  };
}

function runInGroup(group: TransactionGroup, job: Job<OpenTransaction>): readonly RunReport[] {
  const transaction = group.begin();
  try {
    const reports = job.run(transaction);
    if (reports.every(({ result }) => result.status === "success")) transaction.commit();
    else transaction.rollback();
    return reports;
  } catch (error) {
    transaction.rollback();
    throw error;
  }
}
