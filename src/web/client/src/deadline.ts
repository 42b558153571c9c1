import type { Runtime } from './Runtime.js';

/** Something did not answer in the time it had. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

/** The promise's outcome, or a {@link DeadlineError} where it takes longer. What the promise does later is passed over. */
export function deadline<T>(runtime: Runtime, timeoutMs: number, what: string, promise: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const cancel = runtime.after(timeoutMs, () => reject(new DeadlineError(`${what} took longer than ${timeoutMs} ms.`)));
    promise.then(resolve, reject).finally(cancel);
  });
}
