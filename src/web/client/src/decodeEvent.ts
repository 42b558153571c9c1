import { decodeTerms } from './RedPacket.js';
import type { Money, Person, Role, RoomEvent } from './RoomEvent.js';
import { decodeSale } from './sales/Sale.js';
import { WireReader } from './WireReader.js';

/**
 * An event of the wire (PROTOCOL.md, "Events") in the SDK's words.
 * @throws WireFormatError where a field that the protocol promises is missing or of another type. A kind that is not known is no error.
 */
export function decodeEvent(epoch: number, value: unknown): RoomEvent {
  const wire = new WireReader(value, 'event');
  const base = {
    epoch: wire.optionalInteger('e') ?? epoch,
    sequence: wire.integer('s'),
    atMs: wire.integer('a'),
    actor: decodeActor(wire),
  };
  const kind = wire.text('t');
  switch (kind) {
    case 'open':
      return { ...base, kind, title: wire.text('m') };
    case 'close':
      return { ...base, kind, reason: wire.optionalText('m') ?? '' };
    case 'chat':
      return { ...base, kind, text: wire.text('m'), language: wire.optionalText('l'), occurredAtMs: wire.optionalInteger('o') };
    case 'counters':
      return { ...base, kind, likes: wire.counts('lk'), viewers: wire.counts('vw') };
    case 'gift':
      return {
        ...base, kind, giftId: wire.text('g'), giftName: wire.text('gn'), quantity: wire.integer('q'),
        combo: wire.optionalInteger('x') ?? wire.integer('q'), value: decodeMoney(wire), text: wire.optionalText('m'),
        giverTotal: wire.optionalInteger('gt'),
      };
    case 'share':
      return { ...base, kind, target: wire.optionalText('to') };
    case 'announce':
      return { ...base, kind, text: wire.text('m') };
    case 'pin':
      return { ...base, kind, text: wire.text('m'), messageSequence: wire.optionalInteger('d') };
    case 'delete':
      return { ...base, kind, messageSequence: wire.integer('d') };
    case 'mute':
      return { ...base, kind, targetPlatform: wire.text('tp'), targetId: wire.text('ti'), untilMs: wire.optionalInteger('u') };
    case 'unmute':
      return { ...base, kind, targetPlatform: wire.text('tp'), targetId: wire.text('ti') };
    case 'slow':
      return { ...base, kind, intervalMs: wire.integer('ms') };
    case 'packet':
      return { ...base, kind, terms: decodeTerms(wire) };
    case 'grab':
      return { ...base, kind, packet: wire.integer('d'), place: wire.integer('x'), amount: decodeDueMoney(wire) };
    case 'packet-over':
      return { ...base, kind, packet: wire.integer('d'), returned: decodeDueMoney(wire), seed: wire.text('sd') };
    case 'order':
      return { ...base, kind, status: wire.text('os'), quantity: wire.integer('q'), sale: wire.optionalText('sl') };
    case 'sale':
      return { ...base, kind, news: wire.integer('k'), sale: decodeSale(wire.object('sale')) };
    case 'stream':
      return { ...base, kind, live: wire.flag('live'), widthPx: wire.optionalInteger('wd'), heightPx: wire.optionalInteger('ht') };
    case 'follow':
    case 'unpin':
    case 'words':
    case 'thinned':
      return { ...base, kind };
    default:
      return { ...base, kind: 'unknown', name: kind };
  }
}

/** A person of the wire: `{p, i, n, r?}`. */
export function decodePerson(wire: WireReader): Person {
  return { platform: wire.text('p'), id: wire.text('i'), name: wire.optionalText('n') ?? wire.text('i'), role: decodeRole(wire.optionalInteger('r')) };
}

function decodeActor(wire: WireReader): Person | undefined {
  return wire.has('p') && wire.has('i') ? decodePerson(wire) : undefined;
}

function decodeRole(value: number | undefined): Role {
  return value === 1 || value === 2 || value === 3 ? value : 0;
}

function decodeDueMoney(wire: WireReader): Money {
  return { minorUnits: wire.integer('v'), currency: wire.text('c') };
}

function decodeMoney(wire: WireReader): Money | undefined {
  const minorUnits = wire.optionalInteger('v');
  const currency = wire.optionalText('c');
  return minorUnits === undefined || currency === undefined ? undefined : { minorUnits, currency };
}
