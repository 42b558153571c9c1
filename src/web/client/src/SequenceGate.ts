import { START, type Position } from './Position.js';
import type { RoomEvent } from './RoomEvent.js';

/** What may be delivered of a batch, and what was wrong with it. */
export interface GateResult {
  /** Contiguous with what was delivered before, each exactly once. */
  readonly deliver: readonly RoomEvent[];
  /** How many events had been delivered before. */
  readonly repeats: number;
  /** The first sequence that is missing and the one that came in its place; nothing after it was delivered. */
  readonly gap?: { readonly expected: number; readonly found: number } | undefined;
}

/**
 * Lets every event through exactly once and in order. Pure: it decides, the client acts.
 * Once there is a gap nothing passes until the missing events come.
 */
export class SequenceGate {
  #last: Position = START;
  #known = false;

  /** The last event that passed. */
  get last(): Position {
    return this.#last;
  }

  /** False until a snapshot or an event gave it a place to start from. */
  get hasPosition(): boolean {
    return this.#known;
  }

  /** Starts after a snapshot. */
  startAfter(position: Position): void {
    this.#last = position;
    this.#known = true;
  }

  /** Takes events in the order in which they came. */
  accept(events: readonly RoomEvent[]): GateResult {
    const deliver: RoomEvent[] = [];
    let repeats = 0;
    for (const event of events) {
      if (event.sequence <= this.#last.sequence) {
        repeats++;
      } else if (event.sequence === this.#last.sequence + 1 && event.epoch >= this.#last.epoch) {
        deliver.push(event);
        this.startAfter({ epoch: event.epoch, sequence: event.sequence });
      } else {
        return { deliver, repeats, gap: { expected: this.#last.sequence + 1, found: event.sequence } };
      }
    }

    return { deliver, repeats };
  }
}
