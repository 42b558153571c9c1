import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs, DEFAULT_BACKOFF as limits } from '../src/Backoff.js';
import { actionFor } from '../src/DisconnectCode.js';

const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test('a wait is never nothing and never beyond its limit', () => {
  fc.assert(fc.property(fc.nat(), anyRandom, (failures, random) => {
    const wait = backoffMs(limits, failures, undefined, random);
    expect(wait).toBeGreaterThanOrEqual(limits.firstMs / 2);
    expect(wait).toBeLessThanOrEqual(limits.maxMs);
  }), { seed: 8 });
});

test('a server\'s wish is kept, with bounded jitter and a bounded length', () => {
  fc.assert(fc.property(fc.nat(20), fc.integer({ min: 1, max: 1e12 }), anyRandom, (failures, retryMs, random) => {
    const wait = backoffMs(limits, failures, retryMs, random);
    const asked = Math.min(retryMs, limits.maxServerRetryMs);
    expect(wait).toBeGreaterThanOrEqual(asked);
    expect(wait).toBeLessThanOrEqual(asked + limits.maxServerJitterMs);
  }), { seed: 9 });
});

test.each([Number.NaN, -5, 0])('a wish that is none (%d) leaves the client to its own wait', (retryMs) => {
  expect(backoffMs(limits, 0, retryMs, 0)).toBe(limits.firstMs / 2);
});

test.each([[undefined, 'come-back'], [1006, 'come-back'], [3000, 'come-back'], [3499, 'come-back'], [3500, 'renew-token'], [3501, 'stay-away'], [3999, 'stay-away'], [4000, 'come-back']])(
  'code %s means %s', (code, action) => expect(actionFor(code)).toBe(action));
