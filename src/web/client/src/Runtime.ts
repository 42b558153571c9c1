/** Clock, timers and randomness that the client runs on. Tests put virtual ones in their place. */
export interface Runtime {
  /** Milliseconds on a clock that only goes forward, with fractions; its zero does not matter. */
  nowMs(): number;
  /** Calls back once after so many milliseconds. The answer cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Evenly spread in [0, 1). */
  random(): number;
  /** A new idempotency key: unique for ever, 1 to 255 characters. */
  newKey(): string;
  /** Is given what a listener throws. */
  reportError(error: unknown): void;
}

/** The platform's own clock, timers and randomness. */
export const SYSTEM_RUNTIME: Runtime = {
  // Not Date.now(): a wall clock that is set while the page is open would move every timestamp and wait.
  nowMs: () => performance.timeOrigin + performance.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  newKey: randomKey,
  reportError: (error) => queueMicrotask(() => {
    throw error;
  }),
};

/** 128 random bits. Not crypto.randomUUID(): browsers keep that from pages that are not served over HTTPS. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
