/** How long to wait before the next try to connect. All times in milliseconds. */
export interface BackoffLimits {
  /** Upper end of the first wait. */
  readonly firstMs: number;
  /** Upper end of every wait that the server did not ask for. */
  readonly maxMs: number;
  /** How much longer each wait is than the one before. */
  readonly factor: number;
  /** Longest wait that a server's `retry` can ask for; a longer one is cut to this. */
  readonly maxServerRetryMs: number;
  /** Most that is added at random to a server's `retry`, so that not everybody comes back in the same moment. */
  readonly maxServerJitterMs: number;
}

export const DEFAULT_BACKOFF: BackoffLimits = { firstMs: 1_000, maxMs: 20_000, factor: 2, maxServerRetryMs: 300_000, maxServerJitterMs: 3_000 };

/**
 * The wait before try number `failures` + 1.
 * Without a word from the server: exponential, spread evenly over its upper half, so that it is never nothing and clients drift apart.
 * With `serverRetryMs`: at least that long, plus jitter; the server knows better than a guess.
 * @param failures How many tries in a row have failed, from 0.
 * @param random In [0, 1).
 */
export function backoffMs(limits: BackoffLimits, failures: number, serverRetryMs: number | undefined, random: number): number {
  const ceiling = Math.min(limits.maxMs, limits.firstMs * limits.factor ** Math.min(failures, 30));
  const own = ceiling / 2 + (ceiling / 2) * random;
  if (serverRetryMs === undefined || !(serverRetryMs > 0)) {
    return Math.round(own);
  }

  const asked = Math.min(serverRetryMs, limits.maxServerRetryMs);
  return Math.round(asked + Math.min(own, limits.maxServerJitterMs) * random);
}
