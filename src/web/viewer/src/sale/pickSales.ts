import { ClaimStatus, SalePhase, type Claim, type Sale } from '@orleans-crosslive/client';

/** Most sales on the screen at one time; the others wait. */
export const MAX_CARDS = 2;

/** Something of the person's own that is not finished. */
export function isPending(claim: Claim | undefined): boolean {
  return claim?.status === ClaimStatus.held || claim?.status === ClaimStatus.reserved || claim?.status === ClaimStatus.waiting;
}

/**
 * Which sales to show: those where the person has something to finish, then what is open, then what opens next, then what is planned. One that is over
 * is shown alone, until something else comes up.
 */
export function pickSales(sales: readonly Sale[], claimOf: (saleId: string) => Claim | undefined): readonly Sale[] {
  const ranked = sales.map((sale, index) => ({ sale, index, rank: rankOf(sale, claimOf(sale.id)) })).filter(({ rank }) => rank < OVER);
  ranked.sort((one, other) => one.rank - other.rank || (one.rank === PLANNED || one.rank === NEXT ? one.sale.opensAtMs - other.sale.opensAtMs : other.index - one.index));
  const current = ranked.slice(0, MAX_CARDS).map(({ sale }) => sale);
  return current.length > 0 ? current : sales.slice(-1);
}

const PENDING = 0;
const OPEN = 1;
const NEXT = 2;
const PLANNED = 3;
const OVER = 4;

function rankOf(sale: Sale, claim: Claim | undefined): number {
  if (isPending(claim)) {
    return PENDING;
  }

  return sale.phase === SalePhase.open ? OPEN : sale.phase === SalePhase.armed ? NEXT : sale.phase === SalePhase.scheduled ? PLANNED : OVER;
}
