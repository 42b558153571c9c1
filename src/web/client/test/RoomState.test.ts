import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeEvent } from '../src/decodeEvent.js';
import { decodeView } from '../src/RoomView.js';
import { applyEvent, applyEvents, EMPTY_ROOM, fromView, MAX_RECENT_MESSAGES, type RoomState } from '../src/RoomState.js';
import type { RoomEvent } from '../src/RoomEvent.js';
import { WireReader } from '../src/WireReader.js';

const ann = { platform: 'twitch', id: 'ann', name: 'Ann', role: 0 } as const;
let sequence = 0;
const base = () => ({ epoch: 1, sequence: ++sequence, atMs: 1_000 + sequence, actor: ann });
const chat = (): RoomEvent => ({ ...base(), kind: 'chat', text: 'hi' });

/** Any event but for its place, which the room gives. */
const anyBody: fc.Arbitrary<object> = fc.oneof(
  fc.record({ kind: fc.constant('chat'), text: fc.string() }),
  fc.record({ kind: fc.constant('gift'), giftId: fc.constant('g'), giftName: fc.constant('Rose'), quantity: fc.integer({ min: 1, max: 100_000 }), combo: fc.constant(1), value: fc.option(fc.record({ minorUnits: fc.integer({ min: 1, max: 1e10 }), currency: fc.constantFrom('USD', 'JPY', 'KWD') }), { nil: undefined }) }),
  fc.record({ kind: fc.constant('counters'), likes: counts(), viewers: counts() }),
  fc.record({ kind: fc.constant('delete'), messageSequence: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ kind: fc.constant('pin'), text: fc.string() }),
  fc.record({ kind: fc.constantFrom('unpin', 'follow', 'words', 'thinned') }),
  fc.record({ kind: fc.constant('slow'), intervalMs: fc.integer({ min: 0, max: 600_000 }) }),
  fc.record({ kind: fc.constant('open'), title: fc.string() }),
  fc.record({ kind: fc.constant('close'), reason: fc.string() }),
  fc.record({ kind: fc.constant('stream'), live: fc.boolean(), widthPx: fc.option(fc.integer({ min: 1, max: 16_384 }), { nil: undefined }) }),
);
const anyEvents = fc.array(anyBody, { maxLength: 300 }).map((bodies) =>
  bodies.map((body, index) => ({ epoch: 1, sequence: index + 1, atMs: index, actor: ann, ...body }) as RoomEvent));

function counts() {
  return fc.dictionary(fc.constantFrom('web', 'twitch', '__proto__'), fc.integer({ min: 0, max: 1e9 })).map((entries) => new Map(Object.entries(entries)));
}

describe('the host\u2019s stream', () => {
  test('is there from its beginning to its end, and a change of its size is no new beginning', () => {
    const live = (atMs: number, widthPx: number) => ({ ...base(), atMs, kind: 'stream', live: true, widthPx, heightPx: 720 }) as RoomEvent;
    const playing = applyEvents(EMPTY_ROOM, [live(5, 1_280), live(9, 640)]);
    expect(playing.stream).toEqual({ sinceMs: 5, widthPx: 640, heightPx: 720 });
    expect(applyEvent(playing, { ...base(), kind: 'stream', live: false }).stream).toBeUndefined();
  });

  test('comes with a snapshot and with an event of the wire', () => {
    const view = { open: true, likes: {}, viewers: {}, totals: [], recent: [], top: [], packets: [], sales: [], stream: { a: 7, wd: 1_280, ht: 720 } };
    expect(decodeView({ epoch: 1, sequence: 1 }, new WireReader(view, 'view')).stream).toEqual({ sinceMs: 7, widthPx: 1_280, heightPx: 720 });
    expect(decodeEvent(1, { t: 'stream', s: 2, a: 8, live: false })).toMatchObject({ kind: 'stream', live: false });
  });
});

describe('any events', () => {
  test('leave a state that stands at the last one, with bounded messages and without the deleted ones', () => {
    fc.assert(fc.property(anyEvents, (events) => {
      const state = applyEvents(EMPTY_ROOM, events);
      const deleted = new Set(events.flatMap((event, index) => (event.kind === 'delete' && event.messageSequence < index + 1 ? [event.messageSequence] : [])));
      expect(state.position.sequence).toBe(events.length);
      expect(state.recent.length).toBeLessThanOrEqual(MAX_RECENT_MESSAGES);
      expect(state.recent.filter((message) => deleted.has(message.sequence))).toEqual([]);
      expect(state.recent.map((message) => message.sequence)).toEqual(state.recent.map((message) => message.sequence).sort((a, b) => a - b));
    }), { seed: 4, numRuns: 300 });
  });

  test('can be applied in two parts with the state in between as a snapshot', () => {
    fc.assert(fc.property(anyEvents, fc.nat(), (events, cut) => {
      const middle = cut % (events.length + 1);
      const whole = applyEvents(EMPTY_ROOM, events);
      const before = applyEvents(EMPTY_ROOM, events.slice(0, middle));
      expect(applyEvents(fromView(before), events.slice(middle))).toEqual(whole);
    }), { seed: 5, numRuns: 300 });
  });

  test('add the values of all gifts up by platform and currency', () => {
    fc.assert(fc.property(anyEvents, (events) => {
      const expected = new Map<string, number>();
      for (const event of events) {
        if (event.kind === 'gift' && event.value) {
          expected.set(event.value.currency, (expected.get(event.value.currency) ?? 0) + event.value.minorUnits);
        }
      }

      const found = new Map(applyEvents(EMPTY_ROOM, events).giftTotals.map((total) => [total.total.currency, total.total.minorUnits]));
      expect(found).toEqual(expected);
    }), { seed: 6, numRuns: 300 });
  });

  test('do not change the state that they are applied to', () => {
    fc.assert(fc.property(anyEvents, (events) => {
      let state: RoomState = freeze(EMPTY_ROOM);
      for (const event of events) {
        state = freeze(applyEvent(state, event));
      }
    }), { seed: 7, numRuns: 50 });
  });
});

function freeze(state: RoomState): RoomState {
  Object.freeze(state.recent);
  Object.freeze(state.giftTotals);
  return Object.freeze(state);
}

test('counters are totals of the platforms that changed; the others stay', () => {
  const first: RoomEvent = { ...base(), kind: 'counters', likes: new Map([['web', 5], ['twitch', 1]]), viewers: new Map([['web', 2]]) };
  const second: RoomEvent = { ...base(), kind: 'counters', likes: new Map([['web', 9]]), viewers: new Map() };
  const state = applyEvents(EMPTY_ROOM, [first, second, second]);
  expect(state).toMatchObject({ totalLikes: 10, totalViewers: 2 });
  expect([...state.likes]).toEqual([['web', 9], ['twitch', 1]]);
});

test('the oldest message goes when there is one more than is kept', () => {
  const events = Array.from({ length: MAX_RECENT_MESSAGES + 1 }, chat);
  expect(applyEvents(EMPTY_ROOM, events).recent[0]).toBe(events[1]);
});

test('a total that would leave the whole numbers stays at the largest', () => {
  const gift: RoomEvent = { ...base(), kind: 'gift', giftId: 'g', giftName: 'G', quantity: 1, combo: 1, value: { minorUnits: Number.MAX_SAFE_INTEGER, currency: 'USD' } };
  expect(applyEvents(EMPTY_ROOM, [gift, gift]).giftTotals[0]!.total.minorUnits).toBe(Number.MAX_SAFE_INTEGER);
});

test('a view of the wire becomes a state', () => {
  const wire = {
    open: true, title: 'Demo', pin: { m: 'Welcome', d: 3 }, slow: 2_000, likes: { web: 3, twitch: 4 }, viewers: { web: 1 },
    totals: [{ p: 'youtube', c: 'JPY', v: 500, q: 1 }], recent: [{ t: 'chat', s: 3, a: 9, p: 'web', i: 'a', n: 'A', m: 'Welcome' }],
  };
  expect(fromView(decodeView({ epoch: 2, sequence: 9 }, new WireReader(wire, 'view')))).toMatchObject({
    position: { epoch: 2, sequence: 9 }, open: true, title: 'Demo', pin: { text: 'Welcome', messageSequence: 3 }, slowModeMs: 2_000,
    totalLikes: 7, totalViewers: 1, giftTotals: [{ platform: 'youtube', total: { minorUnits: 500, currency: 'JPY' }, quantity: 1 }],
    recent: [{ kind: 'chat', sequence: 3, text: 'Welcome' }],
  });
});

describe('red packets', () => {
  const terms = { kind: 'lucky', total: { minorUnits: 100, currency: 'CNY' }, count: 3, startsAtMs: 5, expiresAtMs: 9, commitment: 'h' } as const;
  const grab = (packet: number, place: number, minorUnits: number): RoomEvent => ({ ...base(), kind: 'grab', packet, place, amount: { minorUnits, currency: 'CNY' } });

  test('count down with every part, know the luckiest and go when they are over', () => {
    const opened: RoomEvent = { ...base(), kind: 'packet', terms };
    const packet = opened.sequence;
    const open = applyEvents(EMPTY_ROOM, [opened, grab(packet, 1, 30), grab(packet, 2, 60), grab(packet, 3, 10)]).redPackets[0]!;
    expect(open).toMatchObject({ id: packet, openedBy: 'Ann', leftCount: 0, leftMinorUnits: 0, luckiest: { place: 2, minorUnits: 60 } });
    expect(open.recentTakers.map((taker) => taker.place)).toEqual([1, 2, 3]);
    const over: RoomEvent = { ...base(), kind: 'packet-over', packet, returned: { minorUnits: 0, currency: 'CNY' }, seed: 's' };
    expect(applyEvents(EMPTY_ROOM, [opened, over]).redPackets).toEqual([]);
  });

  test('come from the wire, in events and in views', () => {
    const wire = { d: 7, n: 'Ann', kd: 'fixed', v: 300, c: 'KWD', q: 3, st: 5, ex: 9, h: 'h', lq: 2, lv: 200, best: { p: 'web', i: 'a', n: 'A', x: 1, v: 100 }, last: [{ p: 'web', i: 'a', n: 'A', x: 1, v: 100 }] };
    const view = decodeView({ epoch: 1, sequence: 9 }, new WireReader({ open: true, likes: {}, viewers: {}, totals: [], recent: [], packets: [wire], top: [{ p: 'web', i: 'a', n: 'A', c: 'USD', v: 5, d: 3 }] }, 'view'));
    expect(view.redPackets[0]).toMatchObject({ id: 7, kind: 'fixed', total: { minorUnits: 300, currency: 'KWD' }, leftCount: 2, luckiest: { name: 'A' } });
    expect(view.topGivers).toEqual([{ platform: 'web', id: 'a', name: 'A', total: { minorUnits: 5, currency: 'USD' }, sequence: 3 }]);
    expect(decodeEvent(1, { t: 'packet', s: 7, a: 1, p: 'web', i: 'a', kd: 'lucky', v: 100, c: 'CNY', q: 3, st: 5, ex: 9, h: 'h' })).toMatchObject({ kind: 'packet', terms });
    expect(decodeEvent(1, { t: 'packet-over', s: 8, a: 1, d: 7, v: 0, c: 'CNY', sd: 'x' })).toMatchObject({ kind: 'packet-over', packet: 7, returned: { minorUnits: 0 }, seed: 'x' });
    expect(decodeEvent(1, { t: 'order', s: 9, a: 1, p: 'shopify-orders', i: 'c', os: 'paid', q: 2 })).toMatchObject({ kind: 'order', status: 'paid', quantity: 2 });
  });
});

test('the top list is what sorting the last totals gives, ties to who came there first', () => {
  const anyGifts = fc.array(fc.record({ who: fc.integer({ min: 0, max: 14 }), minorUnits: fc.integer({ min: 1, max: 5 }), currency: fc.constantFrom('USD', 'JPY') }), { maxLength: 120 });
  fc.assert(fc.property(anyGifts, (gifts) => {
    const sums = new Map<string, { total: number; reached: number }>();
    const events = gifts.map(({ who, minorUnits, currency }, index): RoomEvent => {
      const total = (sums.get(`${currency} ${who}`)?.total ?? 0) + minorUnits;
      sums.set(`${currency} ${who}`, { total, reached: index + 1 });
      return {
        epoch: 1, sequence: index + 1, atMs: index, actor: { ...ann, id: String(who) }, kind: 'gift', giftId: 'g', giftName: 'G', quantity: 1, combo: 1,
        value: { minorUnits, currency }, giverTotal: total,
      };
    });
    const expected = ['JPY', 'USD'].flatMap((currency) => [...sums].filter(([key]) => key.startsWith(currency))
      .sort(([, left], [, right]) => right.total - left.total || left.reached - right.reached).slice(0, 10).map(([key, sum]) => [key, sum.total]));
    expect(applyEvents(EMPTY_ROOM, events).topGivers.map((top) => [`${top.total.currency} ${top.id}`, top.total.minorUnits])).toEqual(expected);
  }));
});

describe('events of the wire', () => {
  test('a kind that is not known keeps its place', () => {
    expect(decodeEvent(1, { t: 'red-packet', s: 4, a: 1 })).toMatchObject({ kind: 'unknown', name: 'red-packet', sequence: 4 });
  });

  test('a chat that was left out has its place and nothing else, and is no message', () => {
    const event = decodeEvent(1, { t: 'thinned', s: 4, a: 1 });
    expect(event).toEqual({ kind: 'thinned', epoch: 1, sequence: 4, atMs: 1, actor: undefined });
    expect(applyEvent(EMPTY_ROOM, event)).toEqual({ ...EMPTY_ROOM, position: { epoch: 1, sequence: 4 } });
  });

  test('nil, as MessagePack sends it, is absent', () => {
    expect(decodeEvent(1, { t: 'gift', s: 4, a: 1, p: 'tiktok', i: 'b', n: 'B', r: null, g: 'g', gn: 'Rose', q: 2, x: 7, v: null, c: null, m: null }))
      .toMatchObject({ kind: 'gift', combo: 7, value: undefined, text: undefined, actor: { role: 0 } });
  });

  test.each([
    null, [], 'chat', {}, { t: 'chat' }, { t: 'chat', s: 1.5, a: 1, m: '' }, { t: 'chat', s: 1, a: 1, m: 7 }, { t: 'chat', s: 2 ** 60, a: 1, m: '' },
    { t: 'delete', s: 1, a: 1 }, { t: 'counters', s: 1, a: 1, lk: { web: 'many' } }, { t: 'chat', s: 1, a: Number.NaN, m: '' },
  ])('without the protocol\'s form are an error, not an event: %j', (value) => {
    expect(() => decodeEvent(1, value)).toThrow(expect.objectContaining({ name: 'WireFormatError' }));
  });

  test('a platform called __proto__ is a name like any other', () => {
    const event = decodeEvent(1, JSON.parse('{"t":"counters","s":1,"a":1,"lk":{"__proto__":5}}'));
    expect(event.kind === 'counters' && [...event.likes]).toEqual([['__proto__', 5]]);
  });
});
