import type { Runtime } from '../src/Runtime.js';

/** A clock that stands still until a test moves it, and randomness from a seed. */
export class VirtualRuntime implements Runtime {
  readonly errors: unknown[] = [];
  #nowMs = 1_000_000;
  #timers: { dueMs: number; order: number; callback: () => void }[] = [];
  #order = 0;
  #keys = 0;
  #seed: number;

  constructor(seed = 1) {
    this.#seed = seed;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Mulberry32. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#seed ^ (this.#seed >>> 15), 1 | this.#seed);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  }

  newKey(): string {
    return `key-${++this.#keys}`;
  }

  reportError(error: unknown): void {
    this.errors.push(error);
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Moves the clock, calls every timer on its way at its time, and lets what waits on promises run after each. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order);
      if (next === undefined) {
        break;
      }

      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
      await settle();
    }

    this.#nowMs = untilMs;
  }
}

/** Lets everything run that waits on promises only: a macrotask comes after all of them. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
