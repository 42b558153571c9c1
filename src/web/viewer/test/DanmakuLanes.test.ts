import { expect, test } from 'vitest';
import { DanmakuLanes, MAX_ON_SCREEN } from '../src/danmaku/DanmakuLanes';

const STAGE_PX = 800;
const LANES = 6;

/** Where a text is at a time: [left edge, right edge], px from the stage's left. */
function extent(flight: { startMs: number; widthPx: number; durationMs: number }, nowMs: number): [number, number] {
  const part = (nowMs - flight.startMs) / flight.durationMs;
  const left = STAGE_PX - part * (STAGE_PX + flight.widthPx);
  return [left, left + flight.widthPx];
}

/** Park–Miller, so that a failure replays. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])('texts of any length at any time never touch in their lane (seed %i)', (seed) => {
  const random = seeded(seed);
  const lanes = new DanmakuLanes();
  const flights: { lane: number; startMs: number; widthPx: number; durationMs: number }[] = [];
  let nowMs = 0;
  for (let text = 0; text < 400; text++) {
    nowMs += random() * 600;
    const widthPx = 20 + random() * 900;
    const placement = lanes.place(nowMs, widthPx, STAGE_PX, LANES);
    if (placement) {
      flights.push({ ...placement, startMs: nowMs, widthPx });
    }
  }

  expect(flights.length).toBeGreaterThan(50);
  for (const [index, one] of flights.entries()) {
    for (const other of flights.slice(index + 1).filter((next) => next.lane === one.lane && next.startMs < one.startMs + one.durationMs)) {
      for (let at = other.startMs; at <= one.startMs + one.durationMs; at += 50) {
        expect(extent(other, at)[0]).toBeGreaterThan(extent(one, at)[1]);
      }
    }
  }
});

test('a text for which no lane is free is left out, not queued', () => {
  const lanes = new DanmakuLanes();
  expect(lanes.place(0, 300, STAGE_PX, 1)).toMatchObject({ lane: 0 });
  expect(lanes.place(10, 300, STAGE_PX, 1)).toBeUndefined();
  expect(lanes.place(8_000, 300, STAGE_PX, 1)).toMatchObject({ lane: 0 });
});

test('no more than the limit are on the screen at once', () => {
  const lanes = new DanmakuLanes();
  const placed = Array.from({ length: 100 }, () => lanes.place(0, 50, STAGE_PX, 100)).filter(Boolean);
  expect(placed.length).toBe(MAX_ON_SCREEN);
  expect(lanes.place(9_001, 50, STAGE_PX, 100)).toBeDefined();
});
