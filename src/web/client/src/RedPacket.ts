import type { Money, Person, RoomEvent } from './RoomEvent.js';
import { WireReader } from './WireReader.js';

/** How a red packet's money is parted. */
export type RedPacketKind = 'fixed' | 'lucky';

/** Most takers that {@link RedPacket.recentTakers} keeps; the oldest goes. The server's snapshot holds as many. */
export const MAX_RECENT_TAKERS = 20;

/** Somebody who has a part of a red packet. */
export interface RedPacketTaker {
  readonly platform: string;
  readonly id: string;
  readonly name: string;
  /** 1 for the first part. */
  readonly place: number;
  /** In the packet's currency. */
  readonly minorUnits: number;
}

/** What a red packet holds and when it can be taken. */
export interface RedPacketTerms {
  readonly kind: RedPacketKind;
  readonly total: Money;
  /** How many parts. */
  readonly count: number;
  readonly message?: string | undefined;
  /** Ms since 1970 UTC by the server's clock: every client opens it at this instant. */
  readonly startsAtMs: number;
  readonly expiresAtMs: number;
  /** Hexadecimal SHA-256 of the seed's text, which the end tells. */
  readonly commitment: string;
}

/** A red packet that is announced or open. Immutable. */
export interface RedPacket extends RedPacketTerms {
  /** The sequence of the event that announced it. */
  readonly id: number;
  readonly openedBy: string;
  readonly leftCount: number;
  readonly leftMinorUnits: number;
  /** The largest part so far, the first where there are several. */
  readonly luckiest?: RedPacketTaker | undefined;
  /** The newest takers, oldest first, at most {@link MAX_RECENT_TAKERS}. */
  readonly recentTakers: readonly RedPacketTaker[];
}

/** The open packets after one more event. Pure. */
export function applyToPackets(packets: readonly RedPacket[], event: RoomEvent): readonly RedPacket[] {
  switch (event.kind) {
    case 'packet': {
      const { terms } = event;
      return [...packets, { ...terms, id: event.sequence, openedBy: event.actor?.name ?? '', leftCount: terms.count, leftMinorUnits: terms.total.minorUnits, recentTakers: [] }];
    }
    case 'grab':
      return packets.map((packet) => (packet.id === event.packet && event.actor ? withTaker(packet, event.actor, event.place, event.amount) : packet));
    case 'packet-over':
      return packets.filter((packet) => packet.id !== event.packet);
    default:
      return packets;
  }
}

/** The terms of the wire: `{kd, v, c, q, m?, st, ex, h}`. */
export function decodeTerms(wire: WireReader): RedPacketTerms {
  return {
    kind: wire.text('kd') === 'fixed' ? 'fixed' : 'lucky', total: { minorUnits: wire.integer('v'), currency: wire.text('c') }, count: wire.integer('q'),
    message: wire.optionalText('m'), startsAtMs: wire.integer('st'), expiresAtMs: wire.integer('ex'), commitment: wire.text('h'),
  };
}

/** A packet of a view. */
export function decodePacket(value: unknown): RedPacket {
  const wire = new WireReader(value, 'packet');
  return {
    ...decodeTerms(wire), id: wire.integer('d'), openedBy: wire.text('n'), leftCount: wire.integer('lq'), leftMinorUnits: wire.integer('lv'),
    luckiest: wire.has('best') ? decodeTaker(wire.object('best')) : undefined,
    recentTakers: wire.list('last').map((taker) => decodeTaker(new WireReader(taker, 'taker'))),
  };
}

function decodeTaker(wire: WireReader): RedPacketTaker {
  return { platform: wire.text('p'), id: wire.text('i'), name: wire.text('n'), place: wire.integer('x'), minorUnits: wire.integer('v') };
}

function withTaker(packet: RedPacket, actor: Person, place: number, amount: Money): RedPacket {
  const taker = { platform: actor.platform, id: actor.id, name: actor.name, place, minorUnits: amount.minorUnits };
  return {
    ...packet,
    leftCount: packet.leftCount - 1,
    leftMinorUnits: packet.leftMinorUnits - amount.minorUnits,
    luckiest: packet.luckiest && packet.luckiest.minorUnits >= taker.minorUnits ? packet.luckiest : taker,
    recentTakers: [...packet.recentTakers, taker].slice(-MAX_RECENT_TAKERS),
  };
}
