import { START, type Position } from './Position.js';
import { applyToPackets, type RedPacket } from './RedPacket.js';
import { isMessage, type GiftEvent, type MessageEvent, type RoomEvent } from './RoomEvent.js';
import { withSale, type Sale } from './sales/Sale.js';
import type { GiftTotal, HostStream, PinnedText, RoomView } from './RoomView.js';
import { withGiver, type TopGiver } from './TopGiver.js';

/** Most messages that {@link RoomState.recent} keeps; the oldest goes when one more comes. The server's snapshot holds as many. */
export const MAX_RECENT_MESSAGES = 100;

/** What a room looks like after the events so far. Immutable: each event gives a new one. */
export interface RoomState {
  /** The last event that it includes. */
  readonly position: Position;
  /** True while the room takes chat and gifts. */
  readonly open: boolean;
  readonly title?: string | undefined;
  readonly pin?: PinnedText | undefined;
  /** How long a viewer waits between two messages, ms; 0 = off. */
  readonly slowModeMs: number;
  /** Totals by platform. */
  readonly likes: ReadonlyMap<string, number>;
  readonly totalLikes: number;
  /** Viewers now, by platform. */
  readonly viewers: ReadonlyMap<string, number>;
  readonly totalViewers: number;
  /** One per platform and currency. Gifts whose worth is not known are not in it. */
  readonly giftTotals: readonly GiftTotal[];
  /** The newest messages that are not deleted, oldest first, at most {@link MAX_RECENT_MESSAGES}. */
  readonly recent: readonly MessageEvent[];
  /** Who gave most: sorted by currency, then the largest first. */
  readonly topGivers: readonly TopGiver[];
  /** Red packets that are announced or open, oldest first. */
  readonly redPackets: readonly RedPacket[];
  /** Flash sales, oldest first, at most MAX_SALES. */
  readonly sales: readonly Sale[];
  /** The host's stream; undefined where none comes in. */
  readonly stream?: HostStream | undefined;
}

/** Before anything is known of the room. */
export const EMPTY_ROOM: RoomState = {
  position: START, open: false, slowModeMs: 0, likes: new Map(), totalLikes: 0, viewers: new Map(), totalViewers: 0, giftTotals: [], recent: [], topGivers: [], redPackets: [], sales: [],
};

/** The state that a snapshot stands for; everything before is forgotten. */
export function fromView(view: RoomView): RoomState {
  return {
    ...view,
    totalLikes: sum(view.likes),
    totalViewers: sum(view.viewers),
    recent: view.recent.slice(-MAX_RECENT_MESSAGES),
  };
}

/** The state after one more event. Pure; the caller sees to it that events come in order and once. */
export function applyEvent(state: RoomState, event: RoomEvent): RoomState {
  const next = { ...state, position: { epoch: event.epoch, sequence: event.sequence }, recent: withMessage(state.recent, event) };
  switch (event.kind) {
    case 'open':
      return { ...next, open: true, title: event.title };
    case 'close':
      return { ...next, open: false };
    case 'counters':
      return withCounters(next, event.likes, event.viewers);
    case 'gift':
      return { ...next, giftTotals: withGift(state.giftTotals, event), topGivers: withGiver(state.topGivers, event) };
    case 'pin':
      return { ...next, pin: { text: event.text, messageSequence: event.messageSequence } };
    case 'unpin':
      return { ...next, pin: undefined };
    case 'delete':
      return { ...next, recent: state.recent.filter((message) => message.sequence !== event.messageSequence) };
    case 'packet':
    case 'grab':
    case 'packet-over':
      return { ...next, redPackets: applyToPackets(state.redPackets, event) };
    case 'slow':
      return { ...next, slowModeMs: event.intervalMs };
    case 'stream':
      // A change of its size is no new beginning.
      return { ...next, stream: event.live ? { sinceMs: state.stream?.sinceMs ?? event.atMs, widthPx: event.widthPx, heightPx: event.heightPx } : undefined };
    case 'sale':
      return { ...next, sales: withSale(state.sales, event.sale) };
    default:
      return next;
  }
}

/** The state after many events, in order. */
export function applyEvents(state: RoomState, events: readonly RoomEvent[]): RoomState {
  return events.reduce(applyEvent, state);
}

function withMessage(recent: readonly MessageEvent[], event: RoomEvent): readonly MessageEvent[] {
  return isMessage(event) ? [...recent, event].slice(-MAX_RECENT_MESSAGES) : recent;
}

function withCounters(state: RoomState, likes: ReadonlyMap<string, number>, viewers: ReadonlyMap<string, number>): RoomState {
  const allLikes = new Map([...state.likes, ...likes]);
  const allViewers = new Map([...state.viewers, ...viewers]);
  return { ...state, likes: allLikes, totalLikes: sum(allLikes), viewers: allViewers, totalViewers: sum(allViewers) };
}

function withGift(totals: readonly GiftTotal[], gift: GiftEvent): readonly GiftTotal[] {
  const value = gift.value;
  const platform = gift.actor?.platform;
  if (value === undefined || platform === undefined) {
    return totals;
  }

  const index = totals.findIndex((total) => total.platform === platform && total.total.currency === value.currency);
  const before = totals[index] ?? { platform, total: { minorUnits: 0, currency: value.currency }, quantity: 0 };
  const after: GiftTotal = {
    platform,
    total: { minorUnits: clamp(before.total.minorUnits + value.minorUnits), currency: value.currency },
    quantity: clamp(before.quantity + gift.quantity),
  };
  return index < 0 ? [...totals, after] : totals.with(index, after);
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) {
    total += count;
  }

  return clamp(total);
}

/** Stays at the largest whole number that a double holds exactly, as the server's totals stay at theirs. */
function clamp(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}
