import type { Money } from '../RoomEvent.js';
import type { WireReader } from '../WireReader.js';

/** Where a claim is. */
export const ClaimStatus = {
  /** Gathered in the fairness window, not decided yet. */
  held: 0,
  /** The pieces are the buyer's until the time to pay is over. */
  reserved: 1,
  paid: 2,
  /** In the queue for what comes back. */
  waiting: 3,
  /** Nothing was left, and no place in the queue. */
  soldOut: 4,
  /** Not paid in time. */
  expired: 5,
  /** Given back, or released because the sale was cancelled. */
  released: 6,
  /** Paid, and the money is to go back. */
  refundDue: 7,
  /** It waited, and the sale closed. */
  ended: 8,
} as const;

/** What became of a claim. */
export interface Claim {
  /** Its number in its sale. */
  readonly number: number;
  /** One of {@link ClaimStatus}, or one that came later. */
  readonly status: number;
  /** Waiting: its place in the queue, from 1. */
  readonly place?: number | undefined;
  /** Reserved: when the time to pay is over, ms since 1970 UTC by the server's clock. */
  readonly untilMs?: number | undefined;
  readonly amount?: Money | undefined;
  /** The buyer's name in the draw's public list. */
  readonly pseudonym?: string | undefined;
}

/** A claim of the wire. @throws WireFormatError where it does not have the protocol's form. */
export function decodeClaim(wire: WireReader): Claim {
  const minorUnits = wire.optionalInteger('v');
  const currency = wire.optionalText('c');
  return {
    number: wire.integer('no'),
    status: wire.integer('st'),
    place: wire.optionalInteger('pl'),
    untilMs: wire.optionalInteger('un'),
    amount: minorUnits === undefined || currency === undefined ? undefined : { minorUnits, currency },
    pseudonym: wire.optionalText('ps'),
  };
}
