import type { RoomEvent } from '@orleans-crosslive/client';
import { expect, test } from 'vitest';
import { chatRow } from '../src/chat/chatRow';
import { Locale } from '../src/i18n/Locale';

const locale = new Locale('en');
const chat = (text: string, name = 'Ann', platform = 'twitch'): RoomEvent =>
  ({ kind: 'chat', epoch: 1, sequence: 1, atMs: 0, actor: { platform, id: 'a', name, role: 0 }, text });

test.each(['<img src=x onerror=alert(1)>', '<script>1</script>', '"><b>', '&lt;', '\u0000'])('what people write never becomes markup: %j', (text) => {
  const row = chatRow(chat(text, text, text), locale, false)!;
  expect(row.querySelectorAll('*').length).toBe(3);
  expect(row.querySelector('.said')!.textContent).toBe(text);
  expect(row.querySelector('.name')!.textContent).toBe(text);
});

test('text and name are isolated, so that an override cannot turn the line around', () => {
  const row = chatRow(chat('abc \u202Efdp.exe', '\u202Eeman'), locale, false)!;
  for (const part of row.querySelectorAll('.said, .name')) {
    expect(part.tagName).toBe('BDI');
    expect((part as HTMLElement).dir).toBe('auto');
  }
});

test('a platform that is not known has a badge, too', () => {
  expect(chatRow(chat('hi', 'Ann', 'kick'), locale, false)!.querySelector('.badge-other')!.getAttribute('aria-label')).toBe('kick');
});

test('a gift says who, what, how many and what it is worth', () => {
  const gift: RoomEvent = { kind: 'gift', epoch: 1, sequence: 2, atMs: 0, actor: { platform: 'youtube', id: 'b', name: 'Bo', role: 0 }, giftId: 'x', giftName: 'Rose', quantity: 3, combo: 3, value: { minorUnits: 1_250, currency: 'KWD' } };
  expect(chatRow(gift, locale, false)!.textContent).toContain('sent Rose × 3');
  expect(chatRow(gift, locale, false)!.querySelector('.gift-value')!.textContent!.replace(/\s/g, ' ')).toBe('KWD 1.250');
});

test('counters have no row', () => {
  expect(chatRow({ kind: 'counters', epoch: 1, sequence: 1, atMs: 0, likes: new Map(), viewers: new Map() }, locale, false)).toBeUndefined();
});
