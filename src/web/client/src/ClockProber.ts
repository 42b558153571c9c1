import { ClockSync } from './ClockSync.js';
import { deadline } from './deadline.js';
import type { Send } from './CommandOutbox.js';
import type { Runtime } from './Runtime.js';
import { WireReader } from './WireReader.js';

/** How often the server is asked for its time. */
export interface ClockLimits {
  /** Quick probes after each join: one of them is likely to meet no queue on its way. */
  readonly burstProbes: number;
  /** Between two of those, ms. */
  readonly burstIntervalMs: number;
  /** Between two probes from then on, ms: follows drift. */
  readonly steadyIntervalMs: number;
  /** A probe without an answer is forgotten after this long, ms. */
  readonly timeoutMs: number;
  /** From so long before a sale's opening there are more of them, ms: the best one is then seconds old and not minutes. */
  readonly openingFromMs: number;
  /** Between two of those, ms. */
  readonly openingIntervalMs: number;
  /** The last of them leaves so long before the opening, ms: its answer is back by then even from the other side of the earth. */
  readonly openingUntilMs: number;
}

export const DEFAULT_CLOCK_LIMITS: ClockLimits = {
  burstProbes: 5, burstIntervalMs: 200, steadyIntervalMs: 30_000, timeoutMs: 5_000,
  openingFromMs: 17_500, openingIntervalMs: 500, openingUntilMs: 750,
};

/** Sends a call and waits for nothing. */
export type Notify = (method: string, argument: object) => void;

/**
 * Asks the server for its time while there is a connection, one probe at a time, and feeds {@link ClockSync}.
 * Each answer's number is sent back at once: that is how the server measures the way there and back, which a claim in a sale is credited with.
 */
export class ClockProber {
  readonly clock = new ClockSync();
  readonly #runtime: Runtime;
  readonly #limits: ClockLimits;
  #cancelNext = (): void => {};
  #askNext: (() => void) | undefined;
  #openings: readonly number[] = [];
  #run = 0;

  constructor(runtime: Runtime, limits: ClockLimits) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /** Joined: begins with a burst. */
  attach(send: Send, notify: Notify): void {
    this.detach();
    void this.#probe(send, notify, this.#run, 1);
  }

  /** The connection is gone. What is known of the clock stays, and ages. */
  detach(): void {
    this.#run++;
    this.#cancelNext();
    this.#askNext = undefined;
  }

  /** When sales open, ms since 1970 UTC by the server's clock: the clock is asked for more often before each. */
  expect(openings: readonly number[]): void {
    if (openings.length === this.#openings.length && openings.every((opening, i) => opening === this.#openings[i])) {
      return;
    }

    this.#openings = openings;
    if (this.#askNext) {
      // What waits may wait too long now.
      this.#cancelNext();
      this.#cancelNext = this.#runtime.after(this.#untilNextMs(this.#limits.steadyIntervalMs), this.#askNext);
    }
  }

  async #probe(send: Send, notify: Notify, run: number, count: number): Promise<void> {
    const sentMs = this.#runtime.nowMs();
    try {
      const answer = await deadline(this.#runtime, this.#limits.timeoutMs, 'time', send('time', { c: sentMs }));
      const receivedMs = this.#runtime.nowMs();
      const wire = new WireReader(answer, 'time');
      const number = wire.optionalText('ack');
      if (number !== undefined && run === this.#run) {
        notify('timeAck', { ack: number });
      }

      this.clock.add({ sentMs, serverReceivedMs: wire.number('r'), serverSentMs: wire.number('t'), receivedMs });
    } catch {
      // A probe that failed says nothing; the next one comes, or the connection has ended and is made anew elsewhere.
    }

    if (run === this.#run) {
      this.#askNext = () => {
        this.#askNext = undefined;
        void this.#probe(send, notify, run, count + 1);
      };
      const delayMs = this.#untilNextMs(count < this.#limits.burstProbes ? this.#limits.burstIntervalMs : this.#limits.steadyIntervalMs);
      this.#cancelNext = this.#runtime.after(delayMs, this.#askNext);
    }
  }

  #untilNextMs(otherwiseMs: number): number {
    const nowMs = this.clock.serverTime(this.#runtime.nowMs());
    if (nowMs === undefined) {
      return otherwiseMs;
    }

    const { openingFromMs, openingIntervalMs, openingUntilMs } = this.#limits;
    return this.#openings.map((opening) => opening - nowMs).reduce((delayMs, remainingMs) => remainingMs - openingIntervalMs < openingUntilMs
      ? delayMs
      : Math.min(delayMs, Math.max(openingIntervalMs, remainingMs - openingFromMs)), otherwiseMs);
  }
}
