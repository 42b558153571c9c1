import type { WireReader } from '../WireReader.js';

/** A place in a sale's waiting room. The claim is decided by itself when its turn comes; the SDK comes again until then. */
export interface ClaimWaiting {
  /** Its number in the order of coming, from 1; it stays the same whatever is reloaded. */
  readonly place: number;
  /** How many are before it now; never grows. */
  readonly ahead: number;
  /** Claims that are decided a second just now; undefined while it is not known. */
  readonly perSecond?: number | undefined;
  /** When its turn is at this rate, ms from now; undefined while it is not known. */
  readonly etaMs?: number | undefined;
}

/** A place of the wire. @throws WireFormatError where it does not have the protocol's form. */
export function decodeWaiting(wire: WireReader): ClaimWaiting {
  return { place: wire.integer('no'), ahead: wire.integer('ah'), perSecond: wire.has('ps') ? wire.number('ps') : undefined, etaMs: wire.optionalInteger('eta') };
}
