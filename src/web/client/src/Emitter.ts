/** A typed list of listeners. `Events` maps an event's name to what its listeners are given. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();
  readonly #reportError: (error: unknown) => void;

  /** @param reportError Is given what a listener throws; the other listeners and the connection go on. */
  constructor(reportError: (error: unknown) => void) {
    this.#reportError = reportError;
  }

  /** Adds a listener. The answer takes it away again. */
  on<Name extends keyof Events>(name: Name, listener: (value: Events[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])] as ((value: Events[Name]) => void)[]) {
      try {
        listener(value);
      } catch (error) {
        this.#reportError(error);
      }
    }
  }
}
