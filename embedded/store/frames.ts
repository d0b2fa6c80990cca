/** The open SQL transaction and its savepoints, as a stack that only its top may end. */
import { isFull, type Database } from "./sqlite.ts";
import { StorageFullError, TransactionStateError } from "./errors.ts";

/** Names one open frame: its depth and a serial number, so that an ended frame is never mistaken for a new one. */
export interface Frame {
  readonly depth: number;
  readonly serial: number;
}

/** What must follow the end of frames. */
export interface FrameListener {
  /** The outermost frame is on the disk. */
  committed(): void;
  rolledBack(): void;
}

export class Frames {
  private readonly stack: Frame[] = [];
  private serial = 0;
  /** Set when SQLite itself gave up the whole transaction: nothing around can be committed any more. */
  private lost: StorageFullError | null = null;

  constructor(
    private readonly db: Database,
    private readonly listener: FrameListener,
  ) {}

  get isOpen(): boolean {
    return this.stack.length > 0;
  }

  open(): Frame {
    if (this.lost !== null) throw this.lost;
    const depth = this.stack.length;
    this.db.prepare(depth === 0 ? "BEGIN IMMEDIATE" : `SAVEPOINT s${depth}`).run();
    const frame = { depth, serial: ++this.serial };
    this.stack.push(frame);
    return frame;
  }

  /** Throw when `frame` is not the innermost open one. */
  expectInnermost(frame: Frame): void {
    if (this.stack[this.stack.length - 1] === frame) return;
    throw new TransactionStateError(
      this.stack.includes(frame)
        ? "A nested transaction is open. End it before using the one around it."
        : "The transaction has ended. Do all work before its commit or rollback, and await every database call.",
    );
  }

  /** Keep the frame's writes. A failed commit is a rollback. */
  commit(frame: Frame): void {
    this.expectInnermost(frame);
    try {
      if (this.lost !== null) throw this.lost;
      this.db.prepare(frame.depth === 0 ? "COMMIT" : `RELEASE s${frame.depth}`).run();
    } catch (error) {
      this.rollback(frame);
      throw this.translate(error);
    }
    this.stack.pop();
    if (frame.depth === 0) this.listener.committed();
  }

  /**
   * Undo the frame's writes, and those of frames inside it that were left open. Does nothing when the frame has ended,
   * so that the one who sees a commit fail can roll back without asking.
   */
  rollback(frame: Frame): void {
    if (!this.stack.includes(frame)) return;
    this.stack.length = frame.depth;
    if (this.db.inTransaction) this.undo(frame.depth);
    if (frame.depth === 0) this.lost = null;
    this.listener.rolledBack();
  }

  /** Run `body` in a frame of its own: what it throws undoes its writes. */
  run<T>(body: (frame: Frame) => T): T {
    const frame = this.open();
    let result: T;
    try {
      result = body(frame);
    } catch (error) {
      this.rollback(frame);
      throw error;
    }
    this.commit(frame);
    return result;
  }

  /** Run `write` and turn "database or disk is full" into `StorageFullError`. */
  guard<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      throw this.translate(error);
    }
  }

  translate(error: unknown): unknown {
    if (!isFull(error)) return error;
    const full = new StorageFullError();
    // SQLite may have rolled back everything; a caller that swallows this error must not commit the rest.
    if (this.isOpen) this.lost = full;
    return full;
  }

  private undo(depth: number): void {
    if (depth === 0) {
      this.db.prepare("ROLLBACK").run();
      return;
    }
    this.db.prepare(`ROLLBACK TO s${depth}`).run();
    this.db.prepare(`RELEASE s${depth}`).run();
  }
}
