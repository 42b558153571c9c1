import type { Runtime } from '../Runtime.js';

/** The last bit is waited for in one go; before it, half of what remains, so that a better comparison of clocks or a late timer is made good. */
const LAST_WAIT_MS = 20;

/** Before the first comparison of clocks, and for what lies far ahead. */
const LOOK_AGAIN_MS = 100;
const LONGEST_WAIT_MS = 60_000;

/**
 * Calls back once the server's clock, as it is known here, has come to an instant: never before, and as soon after it as timers are.
 * @param serverNow The server's clock, undefined while it is not known.
 * @returns Cancels.
 */
export function waitForServerTime(runtime: Runtime, serverNow: () => number | undefined, unixMs: number, callback: () => void): () => void {
  let cancel = (): void => {};
  const look = (): void => {
    const now = serverNow();
    if (now !== undefined && now >= unixMs) {
      callback();
      return;
    }

    cancel = runtime.after(now === undefined ? LOOK_AGAIN_MS : waitMs(unixMs - now), look);
  };
  look();
  return () => cancel();
}

function waitMs(remainingMs: number): number {
  return remainingMs > LAST_WAIT_MS ? Math.min(LONGEST_WAIT_MS, Math.max(LAST_WAIT_MS / 2, remainingMs / 2)) : remainingMs;
}
