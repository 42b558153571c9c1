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
}

export const DEFAULT_CLOCK_LIMITS: ClockLimits = { burstProbes: 5, burstIntervalMs: 200, steadyIntervalMs: 30_000, timeoutMs: 5_000 };

/** Asks the server for its time while there is a connection, one probe at a time, and feeds {@link ClockSync}. */
export class ClockProber {
  readonly clock = new ClockSync();
  readonly #runtime: Runtime;
  readonly #limits: ClockLimits;
  #cancelNext = (): void => {};
  #run = 0;

  constructor(runtime: Runtime, limits: ClockLimits) {
    this.#runtime = runtime;
    this.#limits = limits;
  }

  /** Joined: begins with a burst. */
  attach(send: Send): void {
    this.detach();
    void this.#probe(send, this.#run, 1);
  }

  /** The connection is gone. What is known of the clock stays, and ages. */
  detach(): void {
    this.#run++;
    this.#cancelNext();
  }

  async #probe(send: Send, run: number, count: number): Promise<void> {
    const sentMs = this.#runtime.nowMs();
    try {
      const answer = await deadline(this.#runtime, this.#limits.timeoutMs, 'time', send('time', { c: sentMs }));
      const wire = new WireReader(answer, 'time');
      this.clock.add({ sentMs, serverReceivedMs: wire.number('r'), serverSentMs: wire.number('t'), receivedMs: this.#runtime.nowMs() });
    } catch {
      // A probe that failed says nothing; the next one comes, or the connection has ended and is made anew elsewhere.
    }

    if (run === this.#run) {
      const delayMs = count < this.#limits.burstProbes ? this.#limits.burstIntervalMs : this.#limits.steadyIntervalMs;
      this.#cancelNext = this.#runtime.after(delayMs, () => void this.#probe(send, run, count + 1));
    }
  }
}
