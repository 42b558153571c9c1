import { decodeEvent } from './decodeEvent.js';
import type { Position } from './Position.js';
import { decodePacket, type RedPacket } from './RedPacket.js';
import { isMessage, type MessageEvent, type Money } from './RoomEvent.js';
import { decodeTopGiver, type TopGiver } from './TopGiver.js';
import { decodeSale, type Sale } from './sales/Sale.js';
import { WireReader } from './WireReader.js';

/** What one platform's gifts in one currency came to. */
export interface GiftTotal {
  readonly platform: string;
  readonly total: Money;
  readonly quantity: number;
}

/** What is pinned; `messageSequence` is the message that it was taken from, if it was. */
export interface PinnedText {
  readonly text: string;
  readonly messageSequence?: number | undefined;
}

/** The host's stream, while it comes in. */
export interface HostStream {
  /** Since when, ms since 1970 UTC by the server's clock. */
  readonly sinceMs: number;
  /** Of its pictures; undefined where there are none or it is not known. */
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
}

/** What viewers see of a room at one position: what the server sends in place of events that cannot be had. */
export interface RoomView {
  readonly position: Position;
  readonly open: boolean;
  readonly title?: string | undefined;
  readonly pin?: PinnedText | undefined;
  readonly slowModeMs: number;
  readonly likes: ReadonlyMap<string, number>;
  readonly viewers: ReadonlyMap<string, number>;
  readonly giftTotals: readonly GiftTotal[];
  /** Oldest first. */
  readonly recent: readonly MessageEvent[];
  /** Sorted by currency, then the largest first. */
  readonly topGivers: readonly TopGiver[];
  /** Red packets that are announced or open, oldest first. */
  readonly redPackets: readonly RedPacket[];
  /** Flash sales, oldest first. */
  readonly sales: readonly Sale[];
  /** Undefined where none comes in. */
  readonly stream?: HostStream | undefined;
}

/**
 * A view of the wire (PROTOCOL.md, "view") in the SDK's words.
 * @throws WireFormatError where it does not have the protocol's form.
 */
export function decodeView(position: Position, wire: WireReader): RoomView {
  const pin = wire.has('pin') ? wire.object('pin') : undefined;
  const stream = wire.has('stream') ? wire.object('stream') : undefined;
  return {
    position,
    open: wire.flag('open'),
    title: wire.optionalText('title'),
    pin: pin && { text: pin.text('m'), messageSequence: pin.optionalInteger('d') },
    slowModeMs: wire.optionalInteger('slow') ?? 0,
    likes: wire.counts('likes'),
    viewers: wire.counts('viewers'),
    giftTotals: wire.list('totals').map(decodeTotal),
    recent: wire.list('recent').map((event) => decodeEvent(position.epoch, event)).filter(isMessage),
    topGivers: wire.list('top').map(decodeTopGiver),
    redPackets: wire.list('packets').map(decodePacket),
    sales: wire.list('sales').map((sale) => decodeSale(new WireReader(sale, 'sale'))),
    stream: stream && { sinceMs: stream.integer('a'), widthPx: stream.optionalInteger('wd'), heightPx: stream.optionalInteger('ht') },
  };
}

function decodeTotal(value: unknown): GiftTotal {
  const wire = new WireReader(value, 'total');
  return { platform: wire.text('p'), total: { minorUnits: wire.integer('v'), currency: wire.text('c') }, quantity: wire.integer('q') };
}
