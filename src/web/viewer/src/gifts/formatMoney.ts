import type { Money } from '@orleans-crosslive/client';

/**
 * Currencies whose main unit has not two decimals, by ISO 4217. Intl knows decimals, too, but by the Unicode CLDR, which follows what shops
 * do and not ISO (it gives IQD none): an amount in minor units would be shown a thousand times too large.
 */
const DECIMALS = new Map<string, number>([
  ...'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code): [string, number] => [code, 0]),
  ...'BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code): [string, number] => [code, 3]),
]);

/** How many decimals a currency's main unit has. */
export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}

/** An amount as people write it: "$1.20", "CN¥5.00", "¥500", "KWD 1.250". */
export function formatMoney(money: Money, languageTag: string): string {
  const decimals = decimalsOf(money.currency);
  const value = money.minorUnits / 10 ** decimals;
  try {
    return new Intl.NumberFormat(languageTag, {
      style: 'currency', currency: money.currency, minimumFractionDigits: decimals, maximumFractionDigits: decimals,
    }).format(value);
  } catch {
    // Intl refuses codes that are not three letters.
    return `${value.toFixed(decimals)} ${money.currency}`;
  }
}
