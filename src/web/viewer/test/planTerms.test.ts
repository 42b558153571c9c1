import { expect, test } from 'vitest';
import { parseAmount, planTerms, type PlanEntries } from '../src/sale/plan/planTerms';

const OPENS = '2030-01-01T10:00';
const NOW_MS = new Date(OPENS).getTime() - 1;
const entries: PlanEntries = {
  title: ' Teapot ', product: 'teapot-01', prices: [{ currency: 'USD', amount: '27.90' }, { currency: 'JPY', amount: '4100' }],
  stock: '20', limit: '2', opens: OPENS, lasts: '30', pay: '2.5', buckets: [{ platform: 'twitch', pieces: '5' }, { platform: 'web', pieces: '15' }],
};
const problemsOf = (changed: Partial<PlanEntries>): unknown => {
  const result = planTerms({ ...entries, ...changed }, 'sale-1', NOW_MS);
  return 'length' in result ? result.map(({ field, row, message }) => [field, row, message]) : [];
};

test('a form that is filled in is the terms of a sale', () => {
  expect(planTerms(entries, 'sale-1', NOW_MS)).toEqual({
    id: 'sale-1', title: 'Teapot', productId: 'teapot-01', stock: 20, limitPerBuyer: 2, payWithinMs: 150_000, opensAtMs: NOW_MS + 1, closesAtMs: NOW_MS + 1 + 1_800_000,
    prices: [{ currency: 'USD', minorUnits: 2_790 }, { currency: 'JPY', minorUnits: 4_100 }], buckets: [{ platform: 'twitch', count: 5 }, { platform: 'web', count: 15 }],
  });
  expect(planTerms({ ...entries, lasts: '', buckets: [] }, 'sale-1', NOW_MS)).toMatchObject({ closesAtMs: undefined, buckets: undefined });
});

test('everything that is wrong is said at once, each at its field', () => {
  expect(problemsOf({ title: ' ', product: '', prices: [{ currency: 'USD', amount: '' }], stock: '0', limit: '1001', opens: '', lasts: 'x', pay: '' })).toEqual([
    ['title', undefined, 'planNameWrong'], ['product', undefined, 'planProductWrong'], ['prices', 0, 'planPriceWrong'], ['stock', undefined, 'planCountWrong'],
    ['limit', undefined, 'planCountWrong'], ['pay', undefined, 'planMinutesWrong'], ['lasts', undefined, 'planMinutesWrong'], ['opens', undefined, 'planOpensWrong'],
  ]);
});

test.each([
  ['a currency twice', { prices: [entries.prices[0]!, { currency: 'USD', amount: '1' }] }, ['prices', 1, 'planPriceTwice']],
  ['a platform twice', { buckets: [{ platform: 'web', pieces: '1' }, { platform: 'web', pieces: '1' }] }, ['buckets', 1, 'planBucketTwice']],
  ['more set aside than there is', { stock: '19' }, ['buckets', undefined, 'planBucketsTooMany']],
  ['an opening that has passed', { opens: '2029-12-31T23:59' }, ['opens', undefined, 'planOpensWrong']],
  ['a time to pay of no time', { pay: '0' }, ['pay', undefined, 'planMinutesWrong']],
] as const)('%s is refused', (_, changed, problem) => {
  expect(problemsOf(changed)).toEqual([problem]);
});

test.each([
  ['19.90', 'USD', 1_990], ['19,9', 'EUR', 1_990], ['19', 'USD', 1_900], ['0.01', 'USD', 1], ['4100', 'JPY', 4_100], ['1.250', 'KWD', 1_250], ['0.29', 'USD', 29], ['100000000', 'USD', 10_000_000_000],
  ['4100.5', 'JPY', undefined], ['1.234', 'USD', undefined], ['0', 'USD', undefined], ['-1', 'USD', undefined], ['1e3', 'USD', undefined], ['1 000', 'USD', undefined], ['', 'USD', undefined],
  ['100000000.01', 'USD', undefined],
])('"%s" in %s is %s minor units: exact, or nothing', (text, currency, minorUnits) => {
  expect(parseAmount(text, currency)).toBe(minorUnits);
});
