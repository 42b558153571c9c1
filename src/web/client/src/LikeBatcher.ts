import type { CommandAnswer } from './CommandAnswer.js';
import type { Runtime } from './Runtime.js';

/** Likes within this time go out as one call, ms. Two calls a second stay far below the server's five. */
export const LIKE_WINDOW_MS = 500;

/** Most likes in one call, as the server allows; taps beyond it within one window (or while there is no connection) do not count. */
export const MAX_LIKES_PER_CALL = 100_000;

/** How often likes that were refused for their rate are carried into a later call. */
const MAX_CARRIES = 5;

interface Batch {
  count: number;
  carries: number;
  readonly answer: Promise<CommandAnswer>;
  readonly settle: (answer: CommandAnswer | Promise<CommandAnswer>) => void;
}

/** Merges taps on the like button into few calls. */
export class LikeBatcher {
  readonly #runtime: Runtime;
  readonly #windowMs: number;
  readonly #submit: (count: number) => Promise<CommandAnswer>;
  #gathering: Batch | undefined;
  #inFlight = false;
  #cancelTimer = (): void => {};

  constructor(runtime: Runtime, windowMs: number, submit: (count: number) => Promise<CommandAnswer>) {
    this.#runtime = runtime;
    this.#windowMs = windowMs;
    this.#submit = submit;
  }

  /** Adds likes to the next call. @returns That call's answer, shared by everybody whose likes are in it. */
  add(count: number): Promise<CommandAnswer> {
    if (!Number.isSafeInteger(count) || count < 1) {
      return Promise.resolve({ ok: false, code: 'count.invalid', detail: 'A number of likes is a whole number above 0.' });
    }

    const batch = this.#batch(this.#windowMs);
    batch.count = Math.min(MAX_LIKES_PER_CALL, batch.count + count);
    return batch.answer;
  }

  #batch(delayMs: number): Batch {
    if (this.#gathering === undefined) {
      this.#gathering = newBatch();
      this.#cancelTimer = this.#runtime.after(delayMs, () => void this.#flush());
    }

    return this.#gathering;
  }

  async #flush(): Promise<void> {
    // One call at a time: while it waits for its answer (or for a connection) taps gather in one batch instead of filling the outbox.
    const batch = this.#gathering;
    if (batch === undefined || this.#inFlight) {
      return;
    }

    this.#gathering = undefined;
    this.#inFlight = true;
    const call = this.#submit(batch.count);
    const refused = await call.then((answer) => !answer.ok && answer.code.startsWith('rate.') && answer, () => false as const);
    this.#inFlight = false;
    if (refused && batch.carries < MAX_CARRIES) {
      this.#carry(batch, refused.retryInMs ?? this.#windowMs);
    } else {
      batch.settle(call);
      this.#flushLater(this.#windowMs);
    }
  }

  #carry(refused: Batch, delayMs: number): void {
    const next = this.#batch(delayMs);
    next.count = Math.min(MAX_LIKES_PER_CALL, next.count + refused.count);
    next.carries = Math.max(next.carries, refused.carries + 1);
    refused.settle(next.answer);
    this.#flushLater(delayMs);
  }

  #flushLater(delayMs: number): void {
    if (this.#gathering !== undefined) {
      this.#cancelTimer();
      this.#cancelTimer = this.#runtime.after(delayMs, () => void this.#flush());
    }
  }
}

function newBatch(): Batch {
  let settle!: Batch['settle'];
  const answer = new Promise<CommandAnswer>((resolve) => {
    settle = resolve;
  });
  // Most callers of like() do not look at the answer; one that failed must not become an unhandled rejection.
  answer.catch(() => {});
  return { count: 0, carries: 0, answer, settle };
}
