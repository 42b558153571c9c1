import { expect, test } from 'vitest';
import { DEFAULT_BACKOFF } from '../src/Backoff.js';
import { UnauthorizedError } from '../src/HubLink.js';
import { ReturnPolicy, type Verdict } from '../src/ReturnPolicy.js';

const rules = { backoff: DEFAULT_BACKOFF, stableAfterMs: 10_000, maxRefusedTokens: 3, tokenIsFixed: false };
const waitOf = (verdict: Verdict): number => (verdict.kind === 'wait' ? verdict.retryInMs : Number.NaN);

test('a connection that lasted makes the next wait short again; one that broke at once does not', () => {
  const policy = new ReturnPolicy(rules);
  const first = waitOf(policy.afterFailure(new Error('away'), 0, 0));
  const second = waitOf(policy.afterFailure(new Error('away'), 1_000, 0));
  policy.joined(2_000);
  const afterShort = waitOf(policy.afterLoss(undefined, undefined, 3_000, 0));
  policy.joined(10_000);
  const afterLong = waitOf(policy.afterLoss(undefined, undefined, 20_000, 0));
  expect([first, second, afterShort, afterLong]).toEqual([500, 1_000, 2_000, 500]);
});

test('refused tokens count only in a row', () => {
  const policy = new ReturnPolicy(rules);
  const refuse = (): string => policy.afterFailure(new UnauthorizedError('401'), 0, 0).kind;
  expect([refuse(), refuse()]).toEqual(['wait', 'wait']);
  policy.joined(0);
  expect([refuse(), refuse(), refuse()]).toEqual(['wait', 'wait', 'end']);
});

test('a fixed token that is refused once is refused for ever', () => {
  expect(new ReturnPolicy({ ...rules, tokenIsFixed: true }).afterFailure(new UnauthorizedError('401'), 0, 0)).toMatchObject({ kind: 'end', code: 'client.unauthorized' });
});

test.each(['room.unknown', 'room.unavailable', 'gateway.full', 'gateway.stopping'])('a join that is refused with %s is tried again', (code) => {
  expect(new ReturnPolicy(rules).afterRefusal({ ok: false, code }, 0, 0).kind).toBe('wait');
});

test('any refusal that says when to come back is tried again', () => {
  expect(waitOf(new ReturnPolicy(rules).afterRefusal({ ok: false, code: 'new.code', retryInMs: 7_000 }, 0, 0))).toBe(7_000);
});
