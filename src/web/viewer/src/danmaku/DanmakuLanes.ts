/** Most texts on the screen at once. One more is left out of the overlay; the chat list has every one. */
export const MAX_ON_SCREEN = 40;

/** Every text takes at least this long to cross, ms. Longer texts move faster, so that all take about as long. */
const CROSSING_MS = 9_000;

/** Least free space between two texts of one lane, px. */
const GAP_PX = 48;

interface Flight {
  readonly startMs: number;
  readonly widthPx: number;
  readonly pxPerMs: number;
}

/** Where and how fast a text flies. */
export interface Placement {
  readonly lane: number;
  readonly durationMs: number;
}

/**
 * Which lane a text may fly in, so that no two texts of one lane ever touch. Pure.
 * A text enters at the right edge and leaves at the left one; its speed is (stage + own width) / {@link CROSSING_MS}.
 */
export class DanmakuLanes {
  readonly #last: (Flight | undefined)[] = [];
  #endsMs: number[] = [];

  /**
   * Places a text, in the topmost lane that is free.
   * @returns Undefined where no lane is free or too many are on the screen: the text is left out, never queued, because late danmaku
   * belongs to a picture that has gone by.
   */
  place(nowMs: number, widthPx: number, stagePx: number, lanes: number): Placement | undefined {
    this.#endsMs = this.#endsMs.filter((endMs) => endMs > nowMs);
    const flight: Flight = { startMs: nowMs, widthPx, pxPerMs: (stagePx + widthPx) / CROSSING_MS };
    if (this.#endsMs.length >= MAX_ON_SCREEN) {
      return undefined;
    }

    for (let lane = 0; lane < lanes; lane++) {
      if (isFree(this.#last[lane], flight, stagePx)) {
        this.#last[lane] = flight;
        this.#endsMs.push(nowMs + CROSSING_MS);
        return { lane, durationMs: CROSSING_MS };
      }
    }

    return undefined;
  }

  /** Everything has been taken off the screen. */
  clear(): void {
    this.#last.length = 0;
    this.#endsMs = [];
  }
}

function isFree(before: Flight | undefined, next: Flight, stagePx: number): boolean {
  if (before === undefined) {
    return true;
  }

  const travelledPx = (next.startMs - before.startMs) * before.pxPerMs;
  const tailHasEntered = travelledPx >= before.widthPx + GAP_PX;
  // A faster text behind a slower one: when its head reaches the left edge, the one before must have left.
  const headArrivesMs = next.startMs + stagePx / next.pxPerMs;
  const beforeGoneMs = before.startMs + (stagePx + before.widthPx) / before.pxPerMs;
  return tailHasEntered && headArrivesMs >= beforeGoneMs;
}
