import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClaimStatus, EMPTY_ROOM, RoomClient, SalePhase } from '../src/index.js';
import { decodeSale, MAX_SALES, withSale, type Sale } from '../src/sales/Sale.js';
import { WireReader } from '../src/WireReader.js';
import { FakeServer, view } from './FakeServer.js';
import { VirtualRuntime } from './VirtualRuntime.js';

const wireSale = (fields: object = {}): Record<string, unknown> => ({
  id: 'pot', title: 'Teapot', product: 'p-1', prices: [{ c: 'USD', v: 2_790 }], stock: 20, buckets: [{ p: 'tiktok', n: 5 }], limit: 1, pay: 300_000,
  opens: 65_000, window: 500, floor: 150, tie: 250, phase: SalePhase.armed, free: 20, held: 0, paid: 0, waiting: 0, claims: 0, commit: 'ab', ...fields,
});
const sale = (fields: object = {}): Sale => decodeSale(new WireReader(wireSale(fields), 'sale'));

/** A client whose server's clock is a given time ahead of its own and gives out numbers. */
async function connect(sales: object[] = []): Promise<{ client: RoomClient; server: FakeServer; runtime: VirtualRuntime; aheadMs: number }> {
  const server = new FakeServer();
  const runtime = new VirtualRuntime();
  const aheadMs = -950_000;
  let numbers = 0;
  server.onCall = (method, argument) => {
    if (method === 'time') {
      return { c: argument['c'], r: runtime.nowMs() + aheadMs, t: runtime.nowMs() + aheadMs, ack: `n${++numbers}` };
    }

    return method === 'join'
      ? { ok: true, e: 1, s: 0, at: 5_000, me: { p: 'web', i: 'ann', n: 'Ann', r: 0 }, gifts: [], rec: false, why: 'new', view: view({ sales }) }
      : undefined;
  };
  const client = new RoomClient({ url: 'https://x.example', room: 'r', token: 't', runtime, links: server.connect });
  void client.connect();
  await runtime.advance(0);
  return { client, server, runtime, aheadMs };
}

test('every answer about the time is acknowledged at once, with the number that it came with', async () => {
  const { server, runtime } = await connect();
  await runtime.advance(1_000);
  const sent = server.calls.map(({ method, argument }) => (method === 'timeAck' ? argument['ack'] : method)).filter((entry) => entry !== 'join');
  expect(sent).toEqual(['time', 'n1', 'time', 'n2', 'time', 'n3', 'time', 'n4', 'time', 'n5']);
});

test('before a sale opens the clock is asked for every half second, and not in the last three quarters of a second', async () => {
  // Server time starts at 50,000: the opening is 20 s away, and comparing begins 17.5 s before it.
  const { server, runtime } = await connect([wireSale({ opens: 70_000 })]);
  await runtime.advance(2_000);
  expect(server.callsOf('time').length).toBe(5);
  await runtime.advance(18_000);
  const times = server.callsOf('time').map((call) => (call['c'] as number) - 950_000).slice(5);
  expect(times[0]).toBeLessThanOrEqual(53_000);
  expect(times.length).toBeGreaterThanOrEqual(32);
  expect(Math.max(...times)).toBeLessThanOrEqual(69_250);
  await runtime.advance(10_000);
  expect(server.callsOf('time').length).toBe(5 + times.length);
});

test('an opening that is announced while the next probe is far away has the clock asked in time', async () => {
  const { server, runtime } = await connect();
  await runtime.advance(5_000);
  server.publish({ t: 'sale', s: 1, a: 1, k: 1, sale: wireSale({ opens: 60_000 }) });
  await runtime.advance(4_000);
  expect(server.callsOf('time').length).toBeGreaterThan(10);
});

test('the instant is never called before the server’s clock has come to it, and follows a better comparison', async () => {
  const { client, runtime } = await connect();
  let calledAt: number | undefined;
  client.atServerTime(65_000, () => {
    calledAt = client.serverNow();
  });
  await runtime.advance(14_990);
  expect(calledAt).toBeUndefined();
  await runtime.advance(100);
  expect(calledAt).toBeGreaterThanOrEqual(65_000);
  expect(calledAt).toBeLessThan(65_002);
});

test('an instant that is cancelled is not called', async () => {
  const { client, runtime } = await connect();
  let calls = 0;
  client.atServerTime(51_000, () => calls++)();
  await runtime.advance(5_000);
  expect(calls).toBe(0);
});

test('the room’s state has its sales from the snapshot and follows their news', async () => {
  const { client, server, runtime } = await connect([wireSale()]);
  expect(client.state.sales.map(({ id, free }) => [id, free])).toEqual([['pot', 20]]);
  server.publish(
    { t: 'sale', s: 1, a: 1, k: 5, sale: wireSale({ phase: SalePhase.open, free: 3, held: 17 }) },
    { t: 'sale', s: 2, a: 1, k: 0, sale: wireSale({ id: 'cup', closes: 90_000, seed: 'cd', drawn: 4 }) });
  await runtime.advance(0);
  expect(client.state.sales.map(({ id, phase, free }) => [id, phase, free])).toEqual([['pot', SalePhase.open, 3], ['cup', SalePhase.armed, 20]]);
  expect(client.state.sales[1]).toMatchObject({ closesAtMs: 90_000, seed: 'cd', drawEntries: 4, buckets: [{ platform: 'tiktok', count: 5 }] });
});

test('a claim carries the person’s own time in whole µs, and its answer says what became of it', async () => {
  const { client, server } = await connect([wireSale()]);
  const before = server.onCall;
  server.onCall = (method, argument) => method === 'claim'
    ? { ok: true, e: 0, s: 0, claim: { no: 17, st: ClaimStatus.reserved, un: 99, v: 2_790, c: 'USD', ps: 'b-1' } }
    : before(method, argument);
  const answer = await client.sales.claim('pot', 1, 'USD', { ownUs: 283_400.6, key: 'k1' });
  expect(server.callsOf('claim')).toEqual([{ k: 'k1', id: 'pot', q: 1, c: 'USD', r: 283_401 }]);
  expect(answer).toEqual({
    ok: true, position: { epoch: 0, sequence: 0 }, repeated: false,
    claim: { number: 17, status: ClaimStatus.reserved, untilMs: 99, amount: { minorUnits: 2_790, currency: 'USD' }, pseudonym: 'b-1', place: undefined },
  });
});

test('a claim that is refused because too many want it is sent again with its key', async () => {
  const { client, server, runtime } = await connect([wireSale()]);
  const before = server.onCall;
  let refusals = 0;
  server.onCall = (method, argument) => method !== 'claim' ? before(method, argument)
    : ++refusals < 3 ? { ok: false, code: 'sale.busy', retry: 100 } : { ok: true, e: 0, s: 0, claim: { no: 1, st: 3, pl: 4 } };
  const answer = client.sales.claim('pot', 1, 'USD', { key: 'k1' });
  await runtime.advance(1_000);
  expect(await answer).toMatchObject({ ok: true, claim: { status: ClaimStatus.waiting, place: 4 } });
  expect(new Set(server.callsOf('claim').map((call) => call['k']))).toEqual(new Set(['k1']));
});

test('the operator’s calls have the protocol’s names and leave out what is not given', async () => {
  const { client, server } = await connect();
  await client.sales.schedule({ id: 'cup', title: 'Cup', productId: 'c', prices: [{ minorUnits: 5, currency: 'EUR' }], stock: 2, opensAtMs: 9, fairWindowMs: 0 }, { key: 'a' });
  await client.sales.arm('cup', { key: 'b' });
  await client.sales.move('cup', { closesAtMs: 8 }, { key: 'c' });
  await client.sales.close('cup', { key: 'd' });
  await client.sales.cancel('cup', { key: 'e' });
  await client.sales.claimPay('cup', 3, 'pm', { minorUnits: 5, currency: 'EUR' }, { key: 'f' });
  await client.sales.claimRelease('cup', 3, { key: 'g' });
  expect(server.calls.filter(({ method }) => /^(sale|claim)/.test(method)).map(({ method, argument }) => [method, argument])).toEqual([
    ['saleSchedule', { k: 'a', id: 'cup', title: 'Cup', product: 'c', stock: 2, opens: 9, prices: [{ c: 'EUR', v: 5 }], window: 0 }],
    ['saleArm', { k: 'b', id: 'cup' }], ['saleMove', { k: 'c', id: 'cup', closes: 8 }], ['saleClose', { k: 'd', id: 'cup' }], ['saleCancel', { k: 'e', id: 'cup' }],
    ['claimPay', { k: 'f', id: 'cup', no: 3, pm: 'pm', v: 5, c: 'EUR' }], ['claimRelease', { k: 'g', id: 'cup', no: 3 }],
  ]);
});

test('at most fifty sales are kept, each once, and those that are over go first', () => {
  fc.assert(fc.property(fc.array(fc.record({ id: fc.integer({ min: 0, max: 120 }), over: fc.boolean() }), { maxLength: 300 }), (news) => {
    let sales: readonly Sale[] = EMPTY_ROOM.sales;
    for (const { id, over } of news) {
      const hadOver = sales.some((known) => known.phase === SalePhase.closed);
      const live = sales.filter((known) => known.phase !== SalePhase.closed).map((known) => known.id);
      const isKnown = sales.some((known) => known.id === `s${id}`);
      sales = withSale(sales, sale({ id: `s${id}`, phase: over ? SalePhase.closed : SalePhase.open }));
      const ids = sales.map((known) => known.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeLessThanOrEqual(MAX_SALES);
      expect(ids).toContain(`s${id}`);
      if (hadOver || isKnown) {
        expect(live.filter((known) => !ids.includes(known))).toEqual([]);
      }
    }
  }), { numRuns: 60 });
});

const inLine = (fields: object = {}): object => ({ ok: false, code: 'sale.waiting', retry: 5_000, wait: { no: 7, ah: 3, ps: 0.5, eta: 8_000, ...fields } });

test('a claim in the waiting room comes again with its key for as long as it takes, says how far it is, and ends with what came of it', async () => {
  const { client, server, runtime } = await connect([wireSale()]);
  const before = server.onCall;
  let comings = 0;
  server.onCall = (method, argument) => method !== 'claim' ? before(method, argument)
    : ++comings <= 40 ? inLine({ ah: 40 - comings }) : { ok: true, e: 0, s: 0, claim: { no: 9, st: ClaimStatus.reserved } };
  const seen: number[] = [];
  const answer = client.sales.claim('pot', 1, 'USD', { key: 'k1', onWaiting: ({ ahead, place }) => seen.push(ahead * 100 + place) });
  // Far more tries, and far longer, than any other command may take.
  await runtime.advance(40 * 6_500);
  expect(await answer).toMatchObject({ ok: true, claim: { number: 9 } });
  expect(seen).toEqual(Array.from({ length: 40 }, (_, index) => (39 - index) * 100 + 7));
  expect(new Set(server.callsOf('claim').map((call) => call['k']))).toEqual(new Set(['k1']));
});

test('who waits comes no sooner than asked, and no later than a quarter of that', async () => {
  const { client, server, runtime } = await connect([wireSale()]);
  const before = server.onCall;
  const times: number[] = [];
  server.onCall = (method, argument) => {
    if (method !== 'claim') {
      return before(method, argument);
    }

    times.push(runtime.nowMs());
    return inLine();
  };
  void client.sales.claim('pot', 1, 'USD', { key: 'k1' });
  await runtime.advance(60_000);
  const pauses = times.slice(1).map((time, index) => time - times[index]!);
  expect(pauses.length).toBeGreaterThan(8);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(6_250);
});

test('who leaves the waiting room does not come again, and gives the place up', async () => {
  const { client, server, runtime } = await connect([wireSale()]);
  const before = server.onCall;
  server.onCall = (method, argument) => method === 'claim' ? inLine() : method === 'claimRelease' ? { ok: true, e: 0, s: 0 } : before(method, argument);
  const ending = new AbortController();
  const answer = client.sales.claim('pot', 1, 'USD', { key: 'k1', signal: ending.signal });
  await runtime.advance(1_000);
  ending.abort();
  expect(await answer).toEqual({ ok: false, code: 'client.left' });
  await runtime.advance(60_000);
  expect(server.callsOf('claim').length).toBe(1);
  await client.sales.leaveWaitingRoom('pot', { key: 'k2' });
  expect(server.callsOf('claimRelease')).toEqual([{ k: 'k2', id: 'pot', no: 0 }]);
});
