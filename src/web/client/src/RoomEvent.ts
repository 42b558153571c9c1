import type { RedPacketTerms } from './RedPacket.js';
import type { Sale } from './sales/Sale.js';

/** What a person may do in a room. Higher includes lower. */
export const Role = { viewer: 0, moderator: 1, operator: 2, platform: 3 } as const;
export type Role = (typeof Role)[keyof typeof Role];

/** One person on one platform. The same human on two platforms is two people here. */
export interface Person {
  /** Short name of the platform: "twitch", "youtube", "web", … */
  readonly platform: string;
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

/** An amount of money: integer minor units (cents, yen, fils) and an ISO 4217 currency. Never floating point. */
export interface Money {
  readonly minorUnits: number;
  readonly currency: string;
}

interface EventBase {
  readonly epoch: number;
  readonly sequence: number;
  /** When the room decided it: milliseconds since 1970 UTC by the server's clock. */
  readonly atMs: number;
  /** Who did it; undefined where nobody in particular did (merged counters). */
  readonly actor?: Person | undefined;
}

export interface OpenEvent extends EventBase {
  readonly kind: 'open';
  readonly title: string;
}

export interface CloseEvent extends EventBase {
  readonly kind: 'close';
  readonly reason: string;
}

export interface ChatEvent extends EventBase {
  readonly kind: 'chat';
  readonly text: string;
  /** BCP 47, where the sender's platform says so. */
  readonly language?: string | undefined;
  /** When it was said at its platform, ms since 1970 UTC. For display only: order is by sequence. */
  readonly occurredAtMs?: number | undefined;
}

/** Totals, not differences, for the platforms that changed: applying one twice is harmless. */
export interface CountersEvent extends EventBase {
  readonly kind: 'counters';
  readonly likes: ReadonlyMap<string, number>;
  readonly viewers: ReadonlyMap<string, number>;
}

export interface GiftEvent extends EventBase {
  readonly kind: 'gift';
  readonly giftId: string;
  readonly giftName: string;
  readonly quantity: number;
  /** How many the running combo has reached with this event. */
  readonly combo: number;
  /** What the whole event is worth; undefined where that is not known. */
  readonly value?: Money | undefined;
  readonly text?: string | undefined;
  /** What the giver has given here in this currency, this gift included, minor units; undefined where the worth is not known. */
  readonly giverTotal?: number | undefined;
}

export interface ShareEvent extends EventBase {
  readonly kind: 'share';
  readonly target?: string | undefined;
}

export interface AnnounceEvent extends EventBase {
  readonly kind: 'announce';
  readonly text: string;
}

export interface PinEvent extends EventBase {
  readonly kind: 'pin';
  readonly text: string;
  /** The message that it was taken from, if it was. */
  readonly messageSequence?: number | undefined;
}

export interface DeleteEvent extends EventBase {
  readonly kind: 'delete';
  readonly messageSequence: number;
}

export interface MuteEvent extends EventBase {
  readonly kind: 'mute';
  readonly targetPlatform: string;
  readonly targetId: string;
  /** Until when, ms since 1970 UTC by the server's clock; undefined = until unmuted. */
  readonly untilMs?: number | undefined;
}

export interface UnmuteEvent extends EventBase {
  readonly kind: 'unmute';
  readonly targetPlatform: string;
  readonly targetId: string;
}

export interface SlowModeEvent extends EventBase {
  readonly kind: 'slow';
  /** How long a viewer waits between two messages, ms; 0 = off. */
  readonly intervalMs: number;
}

/** A red packet is announced; the event's sequence is its id. */
export interface PacketEvent extends EventBase {
  readonly kind: 'packet';
  readonly terms: RedPacketTerms;
}

/** Somebody took a part of a red packet. */
export interface GrabEvent extends EventBase {
  readonly kind: 'grab';
  /** The packet's id. */
  readonly packet: number;
  /** 1 for the first part. */
  readonly place: number;
  readonly amount: Money;
}

/** A red packet is over: all of it was taken, or its time is. */
export interface PacketOverEvent extends EventBase {
  readonly kind: 'packet-over';
  /** The packet's id. */
  readonly packet: number;
  /** What was left and went back; 0 = all was taken. */
  readonly returned: Money;
  /** The secret that the parts were drawn with; its SHA-256 is the commitment. */
  readonly seed: string;
}

/** Something happened to an order of a shop (the actor). */
export interface OrderEvent extends EventBase {
  readonly kind: 'order';
  /** placed, paid, cancelled. */
  readonly status: string;
  /** Pieces in all; 0 where the shop does not say. */
  readonly quantity: number;
  /** The sale that it belongs to. */
  readonly sale?: string | undefined;
}

/** Kinds that say nothing but that they happened. */
export interface PlainEvent extends EventBase {
  readonly kind: 'follow' | 'unpin' | 'words';
}

/** A chat that the server left out while sending fell behind. It keeps its place; show that something is missing. Nobody is told who said it. */
export interface ThinnedEvent extends EventBase {
  readonly kind: 'thinned';
}

/** What has become of a flash sale: the whole of it, so that the newest one is enough. */
export interface SaleEvent extends EventBase {
  readonly kind: 'sale';
  /** One of SaleNewsKind, or one that came later. */
  readonly news: number;
  readonly sale: Sale;
}

/** The host's stream has begun, has changed its size, or has ended. */
export interface StreamEvent extends EventBase {
  readonly kind: 'stream';
  /** True while it comes in. */
  readonly live: boolean;
  /** Of its pictures; undefined where there are none or it is not known. */
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
}

/** A kind that this version of the SDK does not know. It has its place in the order and nothing else. */
export interface UnknownEvent extends EventBase {
  readonly kind: 'unknown';
  readonly name: string;
}

/** Something that happened in a room, at its place in the one order. */
export type RoomEvent =
  | OpenEvent | CloseEvent | ChatEvent | CountersEvent | GiftEvent | ShareEvent | AnnounceEvent | PinEvent
  | DeleteEvent | MuteEvent | UnmuteEvent | SlowModeEvent | PacketEvent | GrabEvent | PacketOverEvent | OrderEvent | PlainEvent | ThinnedEvent | SaleEvent | StreamEvent | UnknownEvent;

/** Kinds that are kept among the recent messages. */
export type MessageEvent = ChatEvent | GiftEvent | AnnounceEvent;

/** True for what a message list shows. */
export function isMessage(event: RoomEvent): event is MessageEvent {
  return event.kind === 'chat' || event.kind === 'gift' || event.kind === 'announce';
}
