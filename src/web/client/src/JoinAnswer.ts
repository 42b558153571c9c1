import { decodeRefusal, type CommandRefused } from './CommandAnswer.js';
import { decodePerson } from './decodeEvent.js';
import type { Position } from './Position.js';
import type { Money, Person } from './RoomEvent.js';
import { decodeView, type RoomView } from './RoomView.js';
import { WireReader } from './WireReader.js';

/** Something that viewers can give, and its price. The server sets the price. */
export interface CatalogGift {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
}

/** Why a client starts from a snapshot: "new", "too-old", "future", "other-epoch", "lagging", or one that came later. */
export type SnapshotReason = string;

/** The room let the client in. */
export interface Joined {
  readonly ok: true;
  /** The room's head. */
  readonly position: Position;
  /** The server's clock, ms since 1970 UTC. */
  readonly serverTimeMs: number;
  /** Who the server takes the client for. */
  readonly me: Person;
  readonly gifts: readonly CatalogGift[];
  /** Start from this; undefined = nothing was missed and the events after the client's position follow. */
  readonly snapshot?: { readonly why: SnapshotReason; readonly view: RoomView } | undefined;
}

/** Answer to `join` of the wire. @throws WireFormatError where it does not have the protocol's form. */
export function decodeJoin(value: unknown): Joined | CommandRefused {
  const wire = new WireReader(value, 'join');
  if (!wire.flag('ok')) {
    return decodeRefusal(wire);
  }

  const position = { epoch: wire.integer('e'), sequence: wire.integer('s') };
  return {
    ok: true,
    position,
    serverTimeMs: wire.number('at'),
    me: decodePerson(wire.object('me')),
    gifts: wire.list('gifts').map(decodeGift),
    snapshot: wire.flag('rec') ? undefined : { why: wire.text('why'), view: decodeView(position, wire.object('view')) },
  };
}

function decodeGift(value: unknown): CatalogGift {
  const wire = new WireReader(value, 'gift');
  return { id: wire.text('g'), name: wire.text('n'), price: { minorUnits: wire.integer('v'), currency: wire.text('c') } };
}
