import type { Money } from '../RoomEvent.js';
import { WireReader } from '../WireReader.js';

/** Where a sale is. */
export const SalePhase = { scheduled: 1, armed: 2, open: 3, closed: 4, cancelled: 5 } as const;

/** What a `sale` event tells. */
export const SaleNewsKind = { scheduled: 0, armed: 1, moved: 2, opened: 3, drawn: 4, stock: 5, closed: 6, cancelled: 7 } as const;

/** Pieces that only buyers of one platform can have. */
export interface PlatformStock {
  readonly platform: string;
  readonly count: number;
}

/** A flash sale as everybody may see it. Times are ms since 1970 UTC by the server's clock. */
export interface Sale {
  readonly id: string;
  readonly title: string;
  readonly productId: string;
  /** What one piece costs: one price for each currency, nothing is converted. */
  readonly prices: readonly Money[];
  readonly stock: number;
  readonly buckets: readonly PlatformStock[];
  readonly limitPerBuyer: number;
  /** Time to pay, from the reservation. */
  readonly payWithinMs: number;
  /** The instant at which it opens everywhere. */
  readonly opensAtMs: number;
  /** When it takes no more claims; undefined = until somebody closes it. */
  readonly closesAtMs?: number | undefined;
  /** For so long after the opening claims are gathered and then decided by how fast their buyers answered; 0 = by arrival. */
  readonly fairWindowMs: number;
  /** A faster answer counts as this fast. */
  readonly humanFloorMs: number;
  /** Answers closer together than this are drawn by lot, µs. */
  readonly tieUs: number;
  /** One of {@link SalePhase}, or one that came later. */
  readonly phase: number;
  /** Pieces that can be had now. */
  readonly free: number;
  /** Pieces that wait for their payment. */
  readonly reserved: number;
  readonly paid: number;
  /** Claims that wait for what comes back. */
  readonly waiting: number;
  readonly claims: number;
  /** SHA-256 of the lottery's seed, published before the opening. */
  readonly commitment: string;
  /** The seed itself, once the window is decided. */
  readonly seed?: string | undefined;
  /** Hash of the list of those who were drawn, once they were. */
  readonly drawListSha256?: string | undefined;
  readonly drawEntries: number;
}

/** A sale of the wire. @throws WireFormatError where it does not have the protocol's form. */
export function decodeSale(wire: WireReader): Sale {
  return {
    id: wire.text('id'),
    title: wire.text('title'),
    productId: wire.text('product'),
    prices: wire.list('prices').map((value) => {
      const price = new WireReader(value, 'price');
      return { minorUnits: price.integer('v'), currency: price.text('c') };
    }),
    stock: wire.integer('stock'),
    buckets: wire.list('buckets').map((value) => {
      const bucket = new WireReader(value, 'bucket');
      return { platform: bucket.text('p'), count: bucket.integer('n') };
    }),
    limitPerBuyer: wire.integer('limit'),
    payWithinMs: wire.integer('pay'),
    opensAtMs: wire.integer('opens'),
    closesAtMs: wire.optionalInteger('closes'),
    fairWindowMs: wire.integer('window'),
    humanFloorMs: wire.integer('floor'),
    tieUs: wire.integer('tie'),
    phase: wire.integer('phase'),
    free: wire.integer('free'),
    reserved: wire.integer('held'),
    paid: wire.integer('paid'),
    waiting: wire.integer('waiting'),
    claims: wire.integer('claims'),
    commitment: wire.optionalText('commit') ?? '',
    seed: wire.optionalText('seed'),
    drawListSha256: wire.optionalText('list'),
    drawEntries: wire.optionalInteger('drawn') ?? 0,
  };
}

/** Most sales that are kept; the oldest that is over goes for one more, else the oldest. As the server's view does it. */
export const MAX_SALES = 50;

/** The sales with the newest state of one of them. */
export function withSale(sales: readonly Sale[], sale: Sale): readonly Sale[] {
  const index = sales.findIndex((known) => known.id === sale.id);
  if (index >= 0) {
    return sales.with(index, sale);
  }

  if (sales.length < MAX_SALES) {
    return [...sales, sale];
  }

  const over = sales.findIndex((known) => known.phase === SalePhase.closed || known.phase === SalePhase.cancelled);
  return [...sales.toSpliced(Math.max(0, over), 1), sale];
}
