/** One question about the server's time and its answer. All in milliseconds, fractions allowed. */
export interface ClockProbe {
  /** The client's clock when the question left. */
  readonly sentMs: number;
  /** The server's clock when the question came. */
  readonly serverReceivedMs: number;
  /** The server's clock when the answer left. */
  readonly serverSentMs: number;
  /** The client's clock when the answer came. */
  readonly receivedMs: number;
}

/** What the probes came to. */
export interface ClockEstimate {
  /** Add it to the client's clock to have the server's. */
  readonly offsetMs: number;
  /** The truth lies at most this far away, as long as the two ways took any time between none and the whole round trip. */
  readonly errorMs: number;
}

interface Sample extends ClockEstimate {
  readonly atMs: number;
}

/** Most samples that are kept; the oldest goes for a new one. */
const MAX_SAMPLES = 16;

/** How fast an old sample loses its worth: crystals of phones and servers drift apart by up to 100 millionths. */
const DRIFT_PER_MS = 100e-6;

/**
 * The server's clock, seen from here. Pure: it is fed probes and asked for the time.
 * Of all samples the one with the smallest possible error counts: half its round trip, plus what the clocks may have drifted since.
 * So a quick probe wins over slow ones, and a newer one wins as the quick one ages: drift is followed.
 */
export class ClockSync {
  #samples: Sample[] = [];

  /**
   * Takes a probe. One that cannot be (an answer before its question, figures that are no numbers) is passed over.
   * @returns True where it was taken.
   */
  add(probe: ClockProbe): boolean {
    const roundTripMs = probe.receivedMs - probe.sentMs - (probe.serverSentMs - probe.serverReceivedMs);
    const offsetMs = (probe.serverReceivedMs - probe.sentMs + (probe.serverSentMs - probe.receivedMs)) / 2;
    if (!Number.isFinite(roundTripMs) || !Number.isFinite(offsetMs) || roundTripMs < 0 || probe.serverSentMs < probe.serverReceivedMs) {
      return false;
    }

    const sample = { offsetMs, errorMs: roundTripMs / 2, atMs: probe.receivedMs };
    // Samples that contradict this one are from before somebody set a clock or a laptop slept: they say nothing any more.
    this.#samples = this.#samples.filter((old) => agree(aged(old, sample.atMs), sample)).slice(1 - MAX_SAMPLES);
    this.#samples.push(sample);
    return true;
  }

  /** The best estimate at a time of the client's clock, or undefined before the first probe. */
  estimate(nowMs: number): ClockEstimate | undefined {
    let best: ClockEstimate | undefined;
    for (const sample of this.#samples) {
      const candidate = aged(sample, nowMs);
      // On a tie the newer one: it has drifted less.
      if (best === undefined || candidate.errorMs <= best.errorMs) {
        best = candidate;
      }
    }

    return best;
  }

  /** The server's clock at a time of the client's, ms since 1970 UTC; undefined before the first probe. */
  serverTime(nowMs: number): number | undefined {
    const estimate = this.estimate(nowMs);
    return estimate && nowMs + estimate.offsetMs;
  }
}

function aged(sample: Sample, nowMs: number): ClockEstimate {
  return { offsetMs: sample.offsetMs, errorMs: sample.errorMs + Math.max(0, nowMs - sample.atMs) * DRIFT_PER_MS };
}

function agree(one: ClockEstimate, other: ClockEstimate): boolean {
  return Math.abs(one.offsetMs - other.offsetMs) <= one.errorMs + other.errorMs;
}
