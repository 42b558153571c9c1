import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClientRefusal, EndCode } from '@orleans-crosslive/client';
import { expect, test } from 'vitest';
import { refusalText } from '../src/chat/Notice';
import { formatMoney } from '../src/gifts/formatMoney';
import { chooseLanguage, isMessageKey, Locale } from '../src/i18n/Locale';
import { MESSAGES } from '../src/i18n/messages';

const plain = (text: string): string => text.replace(/\s/g, ' ');

test.each([
  [60, 'JPY', 'en', '¥60'], [6_033, 'AUD', 'en', 'A$60.33'], [1_250, 'KWD', 'en', 'KWD 1.250'], [1_500, 'IQD', 'en', 'IQD 1.500'],
  [19_900, 'CNY', 'zh-CN', '¥199.00'], [500, 'JPY', 'zh-CN', 'JP¥500'], [5, 'USD', 'en', '$0.05'], [100, 'not a code', 'en', '1.00 not a code'],
])('%i minor units of %s in %s read %s', (minorUnits, currency, tag, text) => {
  expect(plain(formatMoney({ minorUnits, currency }, tag))).toBe(text);
});

test('every code of the server has a sentence in both languages', () => {
  const source = readFileSync(join(import.meta.dirname, '../../../CrossLive.Domain/Rooms/Rejection.cs'), 'utf8');
  const codes = [...source.matchAll(/const string \w+ = "([^"]+)"/g)].map((match) => match[1]!);
  // What only connectors of platforms can be told.
  const forViewers = codes.filter((code) => !code.startsWith('platform.') && code !== 'message.unknown' && code !== 'setting.invalid');
  expect(forViewers.length).toBeGreaterThan(15);
  expect(forViewers.filter((code) => !isMessageKey(code))).toEqual([]);
});

test('every code of the client has a sentence', () => {
  expect(Object.values(ClientRefusal).filter((code) => !isMessageKey(code))).toEqual([]);
  expect([EndCode.unauthorized, EndCode.tokenRefused].filter((code) => !isMessageKey(`ended.${code}`))).toEqual([]);
});

test('both languages fill in the same values', () => {
  const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
  for (const [key, [english, chinese]] of Object.entries(MESSAGES)) {
    expect(names(chinese), key).toEqual(names(english));
  }
});

test('a refusal says how long to wait, and one that is not known shows its code', () => {
  const locale = new Locale('en');
  expect(refusalText('chat.slow-mode', 1_200, locale)).toBe('Slow mode: wait a little. Try again in 2 s.');
  expect(refusalText('new.code', undefined, locale)).toBe('Not possible (new.code).');
  expect(refusalText('toString', undefined, locale)).toBe('Not possible (toString).');
});

test.each([['zh', 'zh'], ['zh-TW', 'zh'], ['en', 'en'], ['fr', 'en']])('lang=%s shows %s', (asked, language) => {
  expect(chooseLanguage(asked)).toBe(language);
});
