import type { SaleTerms } from '@orleans-crosslive/client';
import { decimalsOf } from '../../gifts/formatMoney';
import type { MessageKey } from '../../i18n/messages';
import { platformName } from '../../platformBadge';

/** The server's limits: SaleLimits.cs, RoomLimits.cs. */
export const MAX_TITLE_LENGTH = 200;
export const MAX_PRODUCT_LENGTH = 64;
export const MAX_PRICES = 32;
export const MAX_BUCKETS = 32;
const MAX_STOCK = 10_000_000;
const MAX_LIMIT = 1_000;
const MAX_PAY_MINUTES = 1_440;
const MAX_PRICE_MINOR_UNITS = 10_000_000_000;

/** A week: the page's own limit, against a slip of the finger. */
const MAX_OPEN_MINUTES = 10_080;

const MINUTE_MS = 60_000;

/** The form as it is filled in: texts, as people write them. */
export interface PlanEntries {
  readonly title: string;
  readonly product: string;
  readonly prices: readonly { readonly currency: string; readonly amount: string }[];
  readonly stock: string;
  readonly limit: string;
  /** As `input type=datetime-local` has it: "2027-01-31T20:00", in the operator's own time zone. */
  readonly opens: string;
  /** Minutes; empty = until somebody ends it. */
  readonly lasts: string;
  readonly pay: string;
  readonly buckets: readonly { readonly platform: string; readonly pieces: string }[];
}

/** Which field is wrong, and why. `row` = which of the prices or platforms. */
export interface PlanProblem {
  readonly field: keyof PlanEntries;
  readonly row?: number | undefined;
  readonly message: MessageKey;
  readonly values: Readonly<Record<string, string | number>>;
}

/** What the form says as a sale's terms, or all that is wrong with it. Pure. @param nowMs The server's clock. */
export function planTerms(entries: PlanEntries, id: string, nowMs: number): SaleTerms | readonly PlanProblem[] {
  const problems: PlanProblem[] = [];
  const wrong = (field: keyof PlanEntries, message: MessageKey, values: PlanProblem['values'] = {}, row?: number): void => void problems.push({ field, row, message, values });
  const title = entries.title.trim();
  const productId = entries.product.trim();
  if (title.length === 0 || title.length > MAX_TITLE_LENGTH) {
    wrong('title', 'planNameWrong', { most: MAX_TITLE_LENGTH });
  }

  if (productId.length === 0 || productId.length > MAX_PRODUCT_LENGTH) {
    wrong('product', 'planProductWrong', { most: MAX_PRODUCT_LENGTH });
  }

  const prices = entries.prices.map(({ currency, amount }, row) => {
    const minorUnits = parseAmount(amount, currency);
    if (minorUnits === undefined) {
      wrong('prices', 'planPriceWrong', { currency, example: (19.9).toFixed(decimalsOf(currency)) }, row);
    } else if (entries.prices.findIndex((price) => price.currency === currency) < row) {
      wrong('prices', 'planPriceTwice', { currency }, row);
    }

    return { currency, minorUnits: minorUnits ?? 0 };
  });
  const stock = wholeNumber(entries.stock, MAX_STOCK);
  const limitPerBuyer = wholeNumber(entries.limit, MAX_LIMIT);
  const payMinutes = minutes(entries.pay, MAX_PAY_MINUTES);
  const openMinutes = entries.lasts.trim() === '' ? undefined : minutes(entries.lasts, MAX_OPEN_MINUTES);
  const opensAtMs = new Date(entries.opens).getTime();
  if (stock === undefined) {
    wrong('stock', 'planCountWrong', { most: MAX_STOCK });
  }

  if (limitPerBuyer === undefined) {
    wrong('limit', 'planCountWrong', { most: MAX_LIMIT });
  }

  if (payMinutes === undefined) {
    wrong('pay', 'planMinutesWrong', { most: MAX_PAY_MINUTES });
  }

  if (openMinutes === undefined && entries.lasts.trim() !== '') {
    wrong('lasts', 'planMinutesWrong', { most: MAX_OPEN_MINUTES });
  }

  if (!(opensAtMs > nowMs)) {
    wrong('opens', 'planOpensWrong');
  }

  const buckets = entries.buckets.map(({ platform, pieces }, row) => {
    const count = wholeNumber(pieces, MAX_STOCK);
    if (count === undefined) {
      wrong('buckets', 'planCountWrong', { most: stock ?? MAX_STOCK }, row);
    } else if (entries.buckets.findIndex((bucket) => bucket.platform === platform) < row) {
      wrong('buckets', 'planBucketTwice', { platform: platformName(platform) }, row);
    }

    return { platform, count: count ?? 0 };
  });
  if (stock !== undefined && buckets.reduce((sum, bucket) => sum + bucket.count, 0) > stock) {
    wrong('buckets', 'planBucketsTooMany');
  }

  return problems.length > 0 ? problems : {
    id, title, productId, prices, stock: stock!, limitPerBuyer, opensAtMs, payWithinMs: payMinutes! * MINUTE_MS,
    closesAtMs: openMinutes === undefined ? undefined : opensAtMs + openMinutes * MINUTE_MS, buckets: buckets.length > 0 ? buckets : undefined,
  };
}

/** "19.90", "19,9", "1990": an amount of the currency's main unit in minor units, exactly; undefined where it is none, or finer than the currency is. Pure. */
export function parseAmount(text: string, currency: string): number | undefined {
  const parts = /^(\d{1,12})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const decimals = decimalsOf(currency);
  if (parts === null || (parts[2]?.length ?? 0) > decimals) {
    return undefined;
  }

  const minorUnits = Number(parts[1]! + (parts[2] ?? '').padEnd(decimals, '0'));
  return minorUnits >= 1 && minorUnits <= MAX_PRICE_MINOR_UNITS ? minorUnits : undefined;
}

function wholeNumber(text: string, most: number): number | undefined {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : undefined;
}

/** Half minutes are allowed: a time to pay may be short. */
function minutes(text: string, most: number): number | undefined {
  const value = Number(text.trim() || Number.NaN);
  return value >= 0.5 && value <= most && Number.isInteger(value * 2) ? value : undefined;
}
