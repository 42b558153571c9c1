import type { Money } from '@orleans-crosslive/client';

const CURRENCIES: Readonly<Record<string, string>> = {
  US: 'USD', CN: 'CNY', HK: 'HKD', TW: 'TWD', SG: 'SGD', JP: 'JPY', KR: 'KRW', GB: 'GBP', AU: 'AUD', CA: 'CAD', IN: 'INR', ID: 'IDR', MY: 'MYR',
  TH: 'THB', VN: 'VND', PH: 'PHP', BR: 'BRL', MX: 'MXN', CH: 'CHF', KW: 'KWD', AE: 'AED', SA: 'SAR',
  ...Object.fromEntries('AT BE DE ES FI FR GR IE IT NL PT'.split(' ').map((region) => [region, 'EUR'])),
};

/**
 * The price that a person is shown: the first whose currency is that of one of their languages' regions, else in dollars, else the first there is.
 * Nothing is converted: each currency has a price of its own.
 * @param languages BCP 47, the one that counts most first.
 */
export function choosePrice(prices: readonly Money[], languages: readonly string[]): Money | undefined {
  for (const currency of [...languages.map(currencyOf), 'USD']) {
    const price = prices.find((candidate) => candidate.currency === currency);
    if (price) {
      return price;
    }
  }

  return prices[0];
}

/** The languages by which a price is chosen: the browser's own variants of the page's language, the page's, then the browser's others. */
export function priceLanguages(pageTag: string, browser: readonly string[]): readonly string[] {
  const language = pageTag.slice(0, 2).toLowerCase();
  return [...browser.filter((tag) => tag.toLowerCase().startsWith(language)), pageTag, ...browser];
}

function currencyOf(tag: string): string | undefined {
  try {
    // "en" alone is most likely English of the United States.
    return CURRENCIES[new Intl.Locale(tag).maximize().region ?? ''];
  } catch {
    return undefined;
  }
}
