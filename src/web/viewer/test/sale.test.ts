import { ClaimStatus, SalePhase, type Claim, type Sale } from '@orleans-crosslive/client';
import { expect, test } from 'vitest';
import { Locale } from '../src/i18n/Locale';
import { choosePrice, priceLanguages } from '../src/sale/choosePrice';
import { claimText, waitingText } from '../src/sale/claimTexts';
import { MAX_CARDS, pickSales } from '../src/sale/pickSales';
import { remainingTime } from '../src/sale/remainingTime';
import { followLine, lineProgress, lineText } from '../src/sale/waitingTexts';
import { platformText } from '../src/sale/SalePlatforms';

const sale = (id: string, phase: number, opensAtMs = 0): Sale => ({ id, phase, opensAtMs } as Sale);
const prices = ['EUR', 'USD', 'CNY', 'JPY'].map((currency) => ({ minorUnits: 100, currency }));

test.each([
  ['en', ['en-US'], 'USD'], ['en', ['en-GB', 'en'], 'USD'], ['zh-CN', ['zh-CN'], 'CNY'], ['zh-CN', ['en-US'], 'CNY'], ['en', ['en-DE', 'de'], 'EUR'],
  ['en', ['ja'], 'USD'], ['en', ['not a tag'], 'USD'],
])('a page in %s of a browser that speaks %s shows the price in %s', (page, browser, currency) => {
  expect(choosePrice(prices, priceLanguages(page, browser))?.currency).toBe(currency);
});

test('where no currency fits, the first price is shown; nothing is converted', () => {
  expect(choosePrice([{ minorUnits: 3, currency: 'KWD' }, { minorUnits: 4, currency: 'THB' }], ['de-DE'])).toEqual({ minorUnits: 3, currency: 'KWD' });
  expect(choosePrice([], ['de-DE'])).toBeUndefined();
});

test.each([[0, '0:00'], [-5, '0:00'], [1, '0:01'], [1_000, '0:01'], [1_001, '0:02'], [59_999, '1:00'], [754_000, '12:34'], [3_723_000, '1:02:03']])(
  '%i ms are shown as %s: zero is the end and not its last second', (ms, text) => {
    expect(remainingTime(ms)).toBe(text);
  });

test('what the person has to finish comes before what is open, before what opens next', () => {
  const sales = [sale('planned', SalePhase.scheduled, 9), sale('later', SalePhase.armed, 8), sale('next', SalePhase.armed, 7), sale('mine', SalePhase.closed), sale('open', SalePhase.open)];
  const mine: Claim = { number: 1, status: ClaimStatus.reserved };
  expect(pickSales(sales, (id) => (id === 'mine' ? mine : undefined)).map(({ id }) => id)).toEqual(['mine', 'open']);
  expect(pickSales(sales, () => undefined).map(({ id }) => id)).toEqual(['open', 'next']);
  expect(MAX_CARDS).toBe(2);
});

test('a sale that is over is shown until something else comes up, and alone', () => {
  expect(pickSales([sale('old', SalePhase.cancelled), sale('last', SalePhase.closed)], () => undefined).map(({ id }) => id)).toEqual(['last']);
  expect(pickSales([sale('old', SalePhase.closed), sale('new', SalePhase.scheduled)], () => undefined).map(({ id }) => id)).toEqual(['new']);
  expect(pickSales([], () => undefined)).toEqual([]);
});

test('every state of a claim has words, and a reservation says what to pay and how long there is', () => {
  const locale = new Locale('en');
  for (const status of Object.values(ClaimStatus).filter((value) => value !== ClaimStatus.held)) {
    expect(claimText({ number: 1, status, place: 2 }, false, false, 0, locale)?.headline, String(status)).toBeTruthy();
  }

  const reserved: Claim = { number: 1, status: ClaimStatus.reserved, untilMs: 300_000, amount: { minorUnits: 2_790, currency: 'USD' } };
  expect(claimText(reserved, false, false, 1_000, locale)?.hint).toBe('Pay $27.90 within 4:59');
  expect(claimText(reserved, true, false, 1_000, locale)?.tone).toBe('busy');
  expect(claimText(reserved, false, false, 1_000, locale, true)?.headline).toContain('came back');
  expect(claimText(undefined, false, false, 0, locale)).toBeUndefined();
});

test('who did not give anything back is not told so when the sale is cancelled', () => {
  const locale = new Locale('en');
  const released: Claim = { number: 1, status: ClaimStatus.released };
  expect(claimText(released, false, true, 0, locale)?.headline).not.toBe(claimText(released, false, false, 0, locale)?.headline);
});

test('a place in line says how many are before and about how long it takes, as a range', () => {
  const locale = new Locale('en');
  const at = (ahead: number, etaMs?: number): string => lineText(followLine(undefined, { place: 9, ahead, etaMs }, 0), 0, locale);
  expect(at(1_240, 150_000)).toBe('1,240 people before you · about 1 to 4 minutes');
  expect(at(37, 40_000)).toBe('37 people before you · less than a minute');
  expect(at(1, 3_000)).toBe('1 person before you · a few seconds');
  expect(at(0)).toBe('You are next');
  expect(lineText(followLine(undefined, { place: 9, ahead: 5, etaMs: 600_000 }, 0), 0, new Locale('zh'))).toBe('前面还有 5 人 · 约 7–13 分钟');
});

test('a figure that is a little other than before does not move what is shown, one that is quite other does', () => {
  const first = followLine(undefined, { place: 9, ahead: 50, etaMs: 100_000 }, 0);
  expect(followLine(first, { place: 9, ahead: 45, etaMs: 110_000 }, 5_000).turnAtMs).toBe(100_000);
  expect(followLine(first, { place: 9, ahead: 45, etaMs: 300_000 }, 5_000).turnAtMs).toBe(305_000);
  expect(followLine(first, { place: 9, ahead: 45 }, 5_000).turnAtMs).toBe(100_000);
});

test('what is before never grows and the bar never goes back, until it is another place', () => {
  const first = followLine(undefined, { place: 9, ahead: 40 }, 0);
  const then = followLine(first, { place: 9, ahead: 10 }, 0);
  expect([lineProgress(first), lineProgress(then)]).toEqual([0, 0.75]);
  expect(followLine(then, { place: 9, ahead: 12 }, 0).ahead).toBe(10);
  expect(followLine(then, { place: 30, ahead: 12 }, 0)).toMatchObject({ ahead: 12, aheadAtFirst: 12 });
});

test('who has another place than before is told so, and that nothing is to be done; it stays said', () => {
  const first = followLine(undefined, { place: 9, ahead: 40 }, 0);
  const anew = followLine(first, { place: 2, ahead: 1 }, 0);
  const then = followLine(anew, { place: 2, ahead: 0 }, 0);
  expect([first.isAnew, anew.isAnew, then.isAnew]).toEqual([false, true, true]);
  for (const tag of ['en', 'zh'] as const) {
    expect(waitingText(then, 0, true, new Locale(tag)).note).toBe(new Locale(tag).text('saleLineAnew'));
  }
});

test('who waits in line is told that reloading changes nothing, or that all is reserved where it is', () => {
  const line = followLine(undefined, { place: 1_204, ahead: 2 }, 0);
  expect(waitingText(line, 0, true, new Locale('en'))).toMatchObject({ headline: 'You are in line. Your number: 1,204', note: expect.stringContaining('Reloading keeps your place') as string, tone: 'line' });
  expect(waitingText(line, 0, false, new Locale('en')).note).toContain('All pieces are reserved');
});

test('operators read how far ahead a platform is told, how far off its link was, and what is wrong', () => {
  const locale = new Locale('en');
  const report = { displayName: 'Twitch', isSending: true, delayMs: 1_000, delayErrorMs: 1_000, delaySamples: 0, videoDelayMs: null, videoDelayIsPartial: false, linkErrorMs: null, problem: null };
  expect(platformText(report, locale)).toBe('Twitch is told 1.0 s ahead (assumed until a message has come back).');
  expect(platformText({ ...report, delayMs: 3_083, delayErrorMs: 40, delaySamples: 6, videoDelayMs: 5_000, linkErrorMs: -207 }, locale)).toBe(
    'Twitch is told 3.1 s ahead, ± 0.0 s, from 6 messages. Say it 5.0 s ahead to be heard there in time. The link was there 0.2 s early.');
  expect(platformText({ ...report, videoDelayMs: 400, videoDelayIsPartial: true }, locale)).toContain('Say it at least 0.4 s ahead');
  expect(platformText({ ...report, delayMs: 700, delayErrorMs: 700, delaySamples: 1 }, locale)).toBe('Twitch is told 0.7 s ahead, ± 0.7 s, from one message.');
  expect(platformText({ ...report, problem: 'refused: Twitch answered 401.' }, locale)).toContain('refused: Twitch answered 401.');
});
