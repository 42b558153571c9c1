import { expect, test } from 'vitest';
import { JUMP_MS, ReplayLines, type ReplayLine } from '../src/replay/ReplayLines';

const line = (atMs: number, text: string): ReplayLine => ({ atMs, sequence: atMs, platform: 'web', name: 'Ann', role: 0, kind: 'chat', text, giftId: null, giftName: null, quantity: null });
const texts = (events: readonly { kind: string }[]): unknown[] => events.map((event) => (event as { text?: string }).text);

test('lines come at their time while it plays, and a jump begins with all that stood before it', () => {
  const lines = new ReplayLines([line(-5, 'before'), line(0, 'zero'), line(1_000, 'one'), line(2_000, 'two'), line(60_000, 'minute')]);
  expect(lines.moveTo(0)).toMatchObject({ restart: false });
  const steps = [250, 999, 1_000, 2_100].map((at) => texts(lines.moveTo(at).events));
  expect(steps).toEqual([[], [], ['one'], ['two']]);

  const ahead = lines.moveTo(2_100 + JUMP_MS + 1);
  expect([ahead.restart, texts(ahead.events)]).toEqual([true, ['before', 'zero', 'one', 'two']]);
  const back = lines.moveTo(1_500);
  expect([back.restart, texts(back.events)]).toEqual([true, ['before', 'zero', 'one']]);
  expect(texts(lines.moveTo(2_000).events)).toEqual(['two']);
});

test('a gift is one, with its words', () => {
  const lines = new ReplayLines([{ ...line(0, 'for you'), kind: 'gift', giftId: 'rose', giftName: 'Rose', quantity: 3 }]);
  expect(lines.moveTo(0).events).toMatchObject([{ kind: 'gift', giftId: 'rose', giftName: 'Rose', quantity: 3, text: 'for you', actor: { name: 'Ann' } }]);
});
