import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockSync, type ClockProbe } from '../src/ClockSync.js';

/** A probe over a way with these delays, to a server whose clock is ahead by `offsetMs`. */
function probe(sentMs: number, offsetMs: number, thereMs: number, backMs: number): ClockProbe {
  const serverReceivedMs = sentMs + thereMs + offsetMs;
  return { sentMs, serverReceivedMs, serverSentMs: serverReceivedMs + 1, receivedMs: sentMs + thereMs + 1 + backMs };
}

test('nothing is known before the first probe', () => {
  expect(new ClockSync().serverTime(1_000)).toBeUndefined();
});

test('a way that is equally long there and back gives the exact time', () => {
  const clock = new ClockSync();
  clock.add(probe(1_000, 5_000, 40, 40));
  expect(clock.serverTime(2_000)).toBe(7_000);
});

test('the quickest probe counts, whenever it came', () => {
  const clock = new ClockSync();
  clock.add(probe(1_000, 5_000, 300, 20));
  clock.add(probe(1_200, 5_000, 5, 5));
  clock.add(probe(1_400, 5_000, 20, 300));
  expect(clock.estimate(1_800)!.offsetMs).toBe(5_000);
});

test('a drifting clock is followed: the quick probe of long ago gives way to newer ones', () => {
  const clock = new ClockSync();
  clock.add(probe(0, 1_000, 1, 1));
  for (let minute = 1; minute <= 60; minute++) {
    clock.add(probe(minute * 60_000, 1_000 + minute * 3, 20, 20));
  }

  expect(clock.estimate(3_600_000)!.offsetMs).toBeGreaterThan(1_170);
});

test('a quick probe loses its worth with age even where nothing contradicts it', () => {
  const clock = new ClockSync();
  clock.add(probe(0, 1_000, 1, 1));
  clock.add(probe(600_000, 1_015, 20, 20));
  expect(clock.estimate(601_000)!.offsetMs).toBe(1_015);
});

test('a clock that was set makes everything before worthless', () => {
  const clock = new ClockSync();
  clock.add(probe(1_000, 0, 1, 1));
  clock.add(probe(2_000, 3_600_000, 200, 200));
  expect(clock.estimate(2_500)!.offsetMs).toBe(3_600_000);
});

test.each([
  { sentMs: 10, serverReceivedMs: 0, serverSentMs: 0, receivedMs: 5 },
  { sentMs: 0, serverReceivedMs: 10, serverSentMs: 5, receivedMs: 20 },
  { sentMs: 0, serverReceivedMs: Number.NaN, serverSentMs: 5, receivedMs: 20 },
  { sentMs: 0, serverReceivedMs: 0, serverSentMs: 100, receivedMs: 20 },
])('a probe that cannot be is passed over: %o', (impossible) => {
  const clock = new ClockSync();
  expect(clock.add(impossible)).toBe(false);
  expect(clock.estimate(0)).toBeUndefined();
});

test('the true offset always lies within the stated error, however uneven the way', () => {
  const delays = fc.array(fc.record({ there: fc.integer({ min: 0, max: 2_000 }), back: fc.integer({ min: 0, max: 2_000 }) }), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(fc.integer({ min: -1e9, max: 1e9 }), delays, (offsetMs, ways) => {
    const clock = new ClockSync();
    let nowMs = 0;
    for (const { there, back } of ways) {
      const sample = probe(nowMs, offsetMs, there, back);
      clock.add(sample);
      nowMs = sample.receivedMs + 1_000;
    }

    const { offsetMs: found, errorMs } = clock.estimate(nowMs)!;
    expect(Math.abs(found - offsetMs)).toBeLessThanOrEqual(errorMs + 1e-6);
  }), { seed: 2, numRuns: 500 });
});
