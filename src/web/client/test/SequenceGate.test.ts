import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RoomEvent } from '../src/RoomEvent.js';
import { SequenceGate } from '../src/SequenceGate.js';

const event = (sequence: number, epoch = 1): RoomEvent => ({ kind: 'follow', epoch, sequence, atMs: 0 });

test('whatever comes in whatever order, what passes is 1, 2, 3, … without a hole or a repeat', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 1, max: 30 }))), (frames) => {
    const gate = new SequenceGate();
    const passed = frames.flatMap((frame) => gate.accept(frame.map((sequence) => event(sequence))).deliver.map((one) => one.sequence));
    expect(passed).toEqual(passed.map((_, index) => index + 1));
    expect(gate.last.sequence).toBe(passed.length);
  }), { seed: 3, numRuns: 1_000 });
});

test('a gap stops what follows in the same frame and says what is missing', () => {
  const gate = new SequenceGate();
  const result = gate.accept([event(1), event(3), event(2)]);
  expect(result.deliver.map((one) => one.sequence)).toEqual([1]);
  expect(result.gap).toEqual({ expected: 2, found: 3 });
});

test('an event of an older epoch does not pass: it is from a writer that was replaced', () => {
  const gate = new SequenceGate();
  gate.accept([event(1, 2)]);
  expect(gate.accept([event(2, 1)])).toMatchObject({ deliver: [], gap: { expected: 2, found: 2 } });
});
