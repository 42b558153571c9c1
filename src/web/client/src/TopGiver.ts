import type { GiftEvent, Money } from './RoomEvent.js';
import { WireReader } from './WireReader.js';

/** How many givers the list of a currency has, as on the server. */
export const MAX_TOP_GIVERS = 10;

/** In how many currencies there is a list: the first that gifts came in, as on the server. */
export const MAX_TOP_CURRENCIES = 16;

/** One of those who gave most in a currency. */
export interface TopGiver {
  readonly platform: string;
  readonly id: string;
  readonly name: string;
  readonly total: Money;
  /** The gift that brought the total there: of equal totals the one that was reached first stands first. */
  readonly sequence: number;
}

/** The list after one more gift: sorted by currency, then the largest first. Every gift says its giver's total, so no other gifts are needed. Pure. */
export function withGiver(givers: readonly TopGiver[], gift: GiftEvent): readonly TopGiver[] {
  const { value, giverTotal, actor } = gift;
  if (value === undefined || giverTotal === undefined || actor === undefined) {
    return givers;
  }

  const { currency } = value;
  const list = givers.filter((top) => top.total.currency === currency);
  if (list.length === 0 && new Set(givers.map((top) => top.total.currency)).size >= MAX_TOP_CURRENCIES) {
    return givers;
  }

  const before = list.find((top) => top.platform === actor.platform && top.id === actor.id);
  // A total that stands still, at its largest value, was reached before.
  const sequence = before?.total.minorUnits === giverTotal ? before.sequence : gift.sequence;
  const next = [...list.filter((top) => top !== before), { platform: actor.platform, id: actor.id, name: actor.name, total: { minorUnits: giverTotal, currency }, sequence }]
    .sort((left, right) => right.total.minorUnits - left.total.minorUnits || left.sequence - right.sequence)
    .slice(0, MAX_TOP_GIVERS);
  return [
    ...givers.filter((top) => top.total.currency < currency), ...next, ...givers.filter((top) => top.total.currency > currency),
  ];
}

/** A giver of a view. */
export function decodeTopGiver(value: unknown): TopGiver {
  const wire = new WireReader(value, 'top');
  return {
    platform: wire.text('p'), id: wire.text('i'), name: wire.text('n'), total: { minorUnits: wire.integer('v'), currency: wire.text('c') }, sequence: wire.integer('d'),
  };
}
