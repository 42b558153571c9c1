import type { RoomEvent } from '@orleans-crosslive/client';
import { beforeEach, expect, test } from 'vitest';
import { ChatList, MAX_ROWS, THINNED_LINE_ROWS } from '../src/chat/ChatList';
import { Locale } from '../src/i18n/Locale';

// jsdom lays nothing out.
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};

let sequence = 0;
let list: HTMLElement;
let pill: HTMLButtonElement;
let locale: Locale;
let chat: ChatList;

beforeEach(() => {
  sequence = 0;
  list = document.createElement('ul');
  pill = document.createElement('button');
  locale = new Locale('en');
  chat = new ChatList(list, pill, locale, () => false);
});

const base = () => ({ epoch: 1, sequence: ++sequence, atMs: sequence });
const said = (text = 'hi'): RoomEvent => ({ ...base(), kind: 'chat', text, actor: { platform: 'web', id: 'a', name: 'Ann', role: 0 } });
const thinned = (): RoomEvent => ({ ...base(), kind: 'thinned' });
const counters = (): RoomEvent => ({ ...base(), kind: 'counters', likes: new Map(), viewers: new Map() });
const many = (count: number, make: () => RoomEvent): RoomEvent[] => Array.from({ length: count }, make);
const rows = (): string[] => [...list.children].map((row) => row.textContent ?? '');

test('messages that were left out are one line that counts up in its place', () => {
  chat.add([said('first'), ...many(3, thinned), counters(), thinned()]);
  chat.add([said('last'), ...many(33, thinned)]);
  expect(rows()).toEqual([expect.stringMatching(/first$/), '37 messages not shown: the room is very busy', expect.stringMatching(/last$/)]);
  expect(list.querySelectorAll('.row-thinned').length).toBe(1);
});

test('one is said as one', () => {
  chat.add([thinned()]);
  expect(rows()).toEqual(['1 message not shown: the room is very busy']);
});

test('the line speaks the page\'s language, and keeps its count when that changes', () => {
  chat.add(many(37, thinned));
  locale.toggle();
  expect(rows()).toEqual(['直播间太热闹，37 条消息未显示']);
  chat.add([thinned()]);
  expect(rows()).toEqual(['直播间太热闹，38 条消息未显示']);
  locale.toggle();
  expect(rows()).toEqual(['38 messages not shown: the room is very busy']);
});

test('a line that has scrolled up does not count on: a new one begins', () => {
  chat.add([thinned(), ...many(THINNED_LINE_ROWS, said), thinned(), said(), thinned(), thinned()]);
  expect([...list.querySelectorAll('.row-thinned')].map((row) => row.textContent)).toEqual([
    '2 messages not shown: the room is very busy', '2 messages not shown: the room is very busy']);
});

test('lines are bounded like rows, and deleted messages around them go from their own place', () => {
  for (let i = 0; i < MAX_ROWS * 2; i++) {
    chat.add([said(`m${i}`), thinned()]);
  }

  expect(list.children.length).toBe(MAX_ROWS);
  const last = [...list.querySelectorAll<HTMLElement>('.row-chat')].at(-1)!;
  chat.remove(Number(last.dataset['sequence']));
  expect(last.isConnected).toBe(false);
  expect(list.children.length).toBe(MAX_ROWS - 1);
});

test('starting from a snapshot forgets the line', () => {
  chat.add(many(5, thinned));
  chat.restart([said('new') as Extract<RoomEvent, { kind: 'chat' }>]);
  chat.add([thinned()]);
  expect(rows().at(-1)).toBe('1 message not shown: the room is very busy');
  expect(list.children.length).toBe(2);
});
