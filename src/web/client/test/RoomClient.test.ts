import { describe, expect, test } from 'vitest';
import { RoomClient, type RoomClientOptions } from '../src/RoomClient.js';
import { CommandUnansweredError } from '../src/CommandAnswer.js';
import { TokenRefusedError } from '../src/TokenProvider.js';
import { chat, FakeServer, SILENCE, view } from './FakeServer.js';
import { settle, VirtualRuntime } from './VirtualRuntime.js';

function setUp(options: Partial<RoomClientOptions> = {}) {
  const runtime = new VirtualRuntime();
  const server = new FakeServer();
  const client = new RoomClient({ url: 'http://server', room: 'demo', token: () => 'token', runtime, links: server.connect, ...options });
  const seen: number[] = [];
  const phases: string[] = [];
  client.on('events', (events) => seen.push(...events.map((event) => event.sequence)));
  client.on('connection', (state) => phases.push(state.phase));
  return { runtime, server, client, seen, phases };
}

async function setUpLive(options: Partial<RoomClientOptions> = {}) {
  const parts = setUp(options);
  await parts.client.connect();
  return parts;
}

describe('joining', () => {
  test('the first join has no position and starts from the snapshot', async () => {
    const { server, client, seen } = setUp();
    server.log.push(chat(1), chat(2));
    await client.connect();
    expect(server.callsOf('join')).toEqual([{ r: 'demo' }]);
    expect(client.state.recent.map((message) => message.sequence)).toEqual([1, 2]);
    expect(seen).toEqual([]);
    server.publish(chat(3));
    expect(seen).toEqual([3]);
    expect(client.position).toEqual({ epoch: 1, sequence: 3 });
  });

  test('frames that come before the answer to the join are held and delivered after it', async () => {
    const { server, client, seen } = setUp();
    server.log.push(chat(1));
    server.onCall = (method) => {
      if (method === 'join') {
        queueMicrotask(() => server.publish(chat(2)));
      }

      return undefined;
    };
    await client.connect();
    await settle();
    expect(seen).toEqual([2]);
    expect(client.stats.gaps).toBe(0);
  });

  test.each([['not-allowed'], ['room.damaged']])('a refusal with %s and without a wait ends the client with that code', async (code) => {
    const { server, client } = setUp();
    server.onCall = () => ({ ok: false, code, detail: 'No.' });
    await expect(client.connect()).rejects.toThrow(code);
    expect(client.connection).toEqual({ phase: 'ended', code, reason: 'No.' });
  });

  test('a room that nobody has opened yet is asked for again', async () => {
    const { runtime, server, client } = setUp();
    server.onCall = () => ({ ok: false, code: 'room.unknown' });
    void client.connect();
    await settle();
    expect(client.connection).toMatchObject({ phase: 'waiting', reason: 'room.unknown' });
    server.onCall = () => undefined;
    await runtime.advance(1_000);
    expect(client.connection.phase).toBe('live');
  });

  test('a join that is never answered is given up and made again on a new connection', async () => {
    const { runtime, server, client } = setUp();
    server.onCall = (method) => (method === 'join' && server.links.length === 1 ? SILENCE : undefined);
    void client.connect();
    await runtime.advance(20_000);
    expect(server.links.length).toBe(2);
    expect(client.connection.phase).toBe('live');
  });
});

describe('resuming', () => {
  test('after a broken connection it joins with the last applied position, and every event comes once and in order', async () => {
    const { runtime, server, client, seen, phases } = await setUpLive();
    server.publish(chat(1), chat(2));
    server.link.drop();
    server.publish(chat(3), chat(4));
    await runtime.advance(1_000);
    server.publish(chat(5));
    expect(server.callsOf('join').at(-1)).toEqual({ r: 'demo', e: 1, s: 2 });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(phases).toEqual(['connecting', 'live', 'waiting', 'resuming', 'live']);
    expect(client.stats).toMatchObject({ repeats: 0, gaps: 0, joins: 2 });
  });

  test('waits grow while the server is away, and stay within the limit', async () => {
    const { runtime, server, client } = setUp({ backoff: { firstMs: 1_000, maxMs: 4_000 } });
    const waits: number[] = [];
    client.on('connection', (state) => state.phase === 'waiting' && waits.push(state.retryInMs));
    server.reachable = false;
    void client.connect();
    await runtime.advance(20_000);
    const ceilings = waits.map((_, index) => Math.min(4_000, 1_000 * 2 ** index));
    expect(waits.length).toBeGreaterThan(4);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(ceilings[index]! / 2);
      expect(wait).toBeLessThanOrEqual(ceilings[index]!);
    });
    server.reachable = true;
    client.retryNow();
    await settle();
    expect(client.connection.phase).toBe('live');
  });

  test('a gap is never delivered past: the client joins again on the same connection', async () => {
    const { server, client, seen } = await setUpLive();
    const gaps: object[] = [];
    client.on('gap', (gap) => gaps.push(gap));
    server.publish(chat(1));
    server.log.push(chat(2), chat(3));
    server.publish(chat(4));
    expect(seen).toEqual([1]);
    expect(client.connection.phase).toBe('resuming');
    await settle();
    server.publish(chat(5));
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(gaps).toEqual([{ expected: 2, found: 4, last: { epoch: 1, sequence: 1 } }]);
    expect(server.links.length).toBe(1);
  });

  test('frames of the old subscription that come while joining again do no harm', async () => {
    const { server, seen } = await setUpLive();
    server.publish(chat(1));
    server.log.push(chat(2));
    server.publish(chat(3));
    server.link.send('events', { e: 1, v: [chat(4)] });
    server.log.push(chat(4));
    await settle();
    server.link.send('events', { e: 1, v: [chat(4), chat(5)] });
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('a gap that joining again does not fill leads to a new connection, not to a storm of joins', async () => {
    const { runtime, server, client, seen } = await setUpLive();
    server.onCall = (method) => {
      if (method === 'join') {
        queueMicrotask(() => setImmediate(() => server.link.send('events', { e: 1, v: [chat(9)] })));
        return { ok: true, e: 1, s: 9, at: 1, rec: true, me: { p: 'web', i: 'a', n: 'A' }, gifts: [] };
      }

      return undefined;
    };
    server.link.send('events', { e: 1, v: [chat(9)] });
    for (let turn = 0; turn < 20; turn++) {
      await settle();
    }

    expect(seen).toEqual([]);
    expect(client.connection.phase).toBe('waiting');
    expect(server.callsOf('join').length).toBe(4);
    server.onCall = () => undefined;
    await runtime.advance(2_000);
    expect(client.connection.phase).toBe('live');
  });

  test('events that were delivered before are passed over', async () => {
    const { server, client, seen } = await setUpLive();
    server.publish(chat(1), chat(2));
    server.link.send('events', { e: 1, v: [chat(1), chat(2), chat(3)] });
    expect(seen).toEqual([1, 2, 3]);
    expect(client.stats.repeats).toBe(2);
  });

  test('sequences go on across epochs without a gap', async () => {
    const { server, seen, client } = await setUpLive();
    server.publish(chat(1));
    server.epoch = 2;
    server.publish(chat(2));
    expect(seen).toEqual([1, 2]);
    expect(client.position).toEqual({ epoch: 2, sequence: 2 });
  });

  test('a reset replaces what was shown and events go on after it', async () => {
    const { server, client, seen } = await setUpLive();
    const reasons: string[] = [];
    client.on('snapshot', ({ why }) => reasons.push(why));
    server.publish(chat(1));
    server.link.send('reset', { why: 'lagging', e: 1, s: 50, view: view({ likes: { web: 7 }, slow: 2_000 }) });
    server.link.send('events', { e: 1, v: [chat(51)] });
    expect(reasons).toEqual(['lagging']);
    expect(seen).toEqual([1, 51]);
    expect(client.state).toMatchObject({ totalLikes: 7, slowModeMs: 2_000, position: { epoch: 1, sequence: 51 } });
  });

  test('a reset that lies behind what was delivered shows nothing twice', async () => {
    const { server, seen } = await setUpLive();
    server.publish(chat(1), chat(2), chat(3));
    server.link.send('reset', { why: 'lagging', e: 1, s: 1, view: view() });
    server.link.send('events', { e: 1, v: [chat(2), chat(3), chat(4)] });
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  test('a room that has not come as far as the client is started anew from its snapshot', async () => {
    const { runtime, server, client, seen } = await setUpLive();
    server.publish(chat(1), chat(2), chat(3));
    server.log.splice(1);
    server.epoch = 2;
    server.link.drop();
    await runtime.advance(1_000);
    server.publish(chat(2, 'another history'));
    expect(seen).toEqual([1, 2, 3, 2]);
    expect(client.state.recent.map((message) => message.sequence)).toEqual([1, 2]);
  });

  test('a frame without form ends the connection, not the client', async () => {
    const { runtime, server, client, seen } = await setUpLive();
    const errors: string[] = [];
    client.on('error', (error) => errors.push(error.name));
    server.link.send('events', { e: 1, v: [{ t: 'chat', s: 'one' }] });
    expect(client.connection.phase).toBe('waiting');
    server.log.push(chat(1));
    await runtime.advance(1_000);
    expect(errors).toEqual(['WireFormatError']);
    expect(seen).toEqual([1]);
  });

  test('a listener that throws disturbs neither the others nor the connection', async () => {
    const { runtime, server, client } = setUp();
    client.on('events', () => {
      throw new Error('mine');
    });
    const seen: number[] = [];
    client.on('events', (events) => seen.push(...events.map((event) => event.sequence)));
    await client.connect();
    server.publish(chat(1));
    expect(seen).toEqual([1]);
    expect(runtime.errors).toHaveLength(1);
    expect(client.connection.phase).toBe('live');
  });
});

describe('disconnect codes', () => {
  test.each([3000, 3001, 3002, 3003, 3499])('%i: comes back after the time that the server asks for', async (code) => {
    const { runtime, server, client } = await setUpLive();
    server.link.send('bye', { code, reason: 'x', retry: 7_000 });
    server.link.drop();
    await runtime.advance(6_999);
    expect(server.links.length).toBe(1);
    await runtime.advance(3_001);
    expect(client.connection.phase).toBe('live');
  });

  test.each([3501, 3502, 3999])('%i: stays away', async (code) => {
    const { runtime, server, client } = await setUpLive();
    server.link.send('bye', { code, reason: 'x' });
    server.link.drop();
    await runtime.advance(600_000);
    expect(server.links.length).toBe(1);
    expect(client.connection).toEqual({ phase: 'ended', code: String(code), reason: 'x' });
    expect(runtime.pendingTimers).toBe(0);
  });

  test('3500: asks for a new token and comes back with it', async () => {
    let tokens = 0;
    const { runtime, server, client } = await setUpLive({ token: () => `token-${++tokens}` });
    server.link.send('bye', { code: 3500, reason: 'token-expired' });
    server.link.drop();
    await runtime.advance(1_000);
    expect(server.tokens).toEqual(['token-1', 'token-2']);
    expect(client.connection.phase).toBe('live');
  });

  test('3500 with a fixed token ends: the same token would be refused', async () => {
    const { server, client } = await setUpLive({ token: 'fixed' });
    server.link.send('bye', { code: 3500, reason: 'token-expired' });
    server.link.drop();
    expect(client.connection).toMatchObject({ phase: 'ended', code: '3500' });
  });

  test('a server that says goodbye and does not hang up is left after a grace time', async () => {
    const { runtime, server, client } = await setUpLive();
    server.link.send('bye', { code: 3000, reason: 'shutting-down', retry: 0 });
    await runtime.advance(2_000);
    expect(server.links[0]!.open).toBe(false);
    await runtime.advance(1_000);
    expect(client.connection.phase).toBe('live');
  });

  test('tokens that are refused again and again end the client', async () => {
    const { runtime, server, client } = setUp();
    server.acceptsToken = () => false;
    void client.connect();
    await runtime.advance(60_000);
    expect(server.tokens.length).toBe(3);
    expect(client.connection).toMatchObject({ phase: 'ended', code: 'client.unauthorized' });
  });

  test('a token function that says there is none ends the client at once', async () => {
    const { client } = setUp({ token: () => Promise.reject(new TokenRefusedError('log in first')) });
    await expect(client.connect()).rejects.toThrow('log in first');
    expect(client.connection).toMatchObject({ phase: 'ended', code: 'client.token-refused' });
  });

  test('a token function that fails otherwise is asked again', async () => {
    let calls = 0;
    const { runtime, client } = setUp({ token: () => (++calls === 1 ? Promise.reject(new Error('503')) : 'token') });
    void client.connect();
    await runtime.advance(1_000);
    expect(client.connection.phase).toBe('live');
  });
});

describe('commands', () => {
  test('an answer that was lost with the connection is asked for again with the same key, and the promise settles once', async () => {
    const { runtime, server, client } = await setUpLive();
    server.link.losesAnswers = true;
    let settled = 0;
    const answer = client.chat('hello').finally(() => settled++);
    await settle();
    server.link.drop();
    await runtime.advance(1_000);
    expect(await answer).toEqual({ ok: true, position: { epoch: 1, sequence: 1 }, repeated: true });
    expect(server.callsOf('chat')).toEqual([{ k: 'key-1', m: 'hello' }, { k: 'key-1', m: 'hello' }]);
    expect(server.log.length).toBe(1);
    expect(settled).toBe(1);
  });

  test('a command that is given while there is no connection is sent after the join', async () => {
    const { runtime, server, client } = await setUpLive();
    server.link.drop();
    const answer = client.gift('rose', 3);
    expect(server.callsOf('gift')).toEqual([]);
    await runtime.advance(1_000);
    expect(await answer).toMatchObject({ ok: true, repeated: false });
    expect(server.callsOf('gift')).toEqual([{ k: 'key-1', g: 'rose', q: 3 }]);
  });

  test('a command that never left is refused when its time is up', async () => {
    const { runtime, server, client } = setUp();
    server.reachable = false;
    void client.connect();
    const answer = client.chat('hello');
    await runtime.advance(45_000);
    expect(await answer).toEqual({ ok: false, code: 'client.offline' });
  });

  test('a command whose tries all stay without an answer rejects: it is not known whether it happened', async () => {
    const { runtime, server, client } = await setUpLive();
    server.onCall = (method) => (method === 'chat' ? SILENCE : undefined);
    const answer = client.chat('hello').catch((error: unknown) => error);
    await runtime.advance(60_000);
    expect(await answer).toBeInstanceOf(CommandUnansweredError);
    expect(new Set(server.callsOf('chat').map((call) => call['k']))).toEqual(new Set(['key-1']));
    expect(server.callsOf('chat').length).toBeLessThanOrEqual(5);
  });

  test('"not now" is tried again with the same key after the time that the server asks for', async () => {
    const { runtime, server, client } = await setUpLive();
    server.onCall = (method) => (method === 'chat' && server.callsOf('chat').length === 1 ? { ok: false, code: 'room.busy', retry: 300 } : undefined);
    const answer = client.chat('hello');
    await runtime.advance(299);
    expect(server.callsOf('chat').length).toBe(1);
    await runtime.advance(1);
    expect(await answer).toMatchObject({ ok: true });
    expect(server.callsOf('chat').map((call) => call['k'])).toEqual(['key-1', 'key-1']);
  });

  test('a refusal is an answer', async () => {
    const { server, client } = await setUpLive();
    server.onCall = (method) => (method === 'chat' ? { ok: false, code: 'chat.muted', detail: 'You are muted.', retry: 60_000 } : undefined);
    expect(await client.chat('hello')).toEqual({ ok: false, code: 'chat.muted', detail: 'You are muted.', retryInMs: 60_000 });
  });

  test('more commands than may wait are refused at once', async () => {
    const { client } = setUp({ commands: { maxPending: 2 } });
    void client.chat('1');
    void client.chat('2');
    expect(await client.chat('3')).toMatchObject({ ok: false, code: 'client.too-many' });
  });

  test('closing refuses what never left and leaves no timer behind', async () => {
    const { runtime, server, client } = await setUpLive();
    server.link.drop();
    const answer = client.chat('hello');
    await client.close();
    expect(await answer).toEqual({ ok: false, code: 'client.ended' });
    expect(await client.chat('later')).toEqual({ ok: false, code: 'client.ended' });
    expect(client.connection).toMatchObject({ phase: 'ended', code: 'client.closed' });
    expect(runtime.pendingTimers).toBe(0);
  });

  test('likes of half a second go out as one call', async () => {
    const { runtime, server, client } = await setUpLive();
    const answers = [client.like(), client.like(), client.like(3)];
    await runtime.advance(500);
    expect(await Promise.all(answers)).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    expect(server.callsOf('like')).toEqual([{ k: 'key-1', n: 5 }]);
  });

  test('likes that were refused for their rate go out later', async () => {
    const { runtime, server, client } = await setUpLive();
    server.onCall = (method) => (method === 'like' && server.callsOf('like').length === 1 ? { ok: false, code: 'rate.viewer', retry: 1_000 } : undefined);
    const first = client.like(2);
    await runtime.advance(600);
    const second = client.like(3);
    await runtime.advance(2_000);
    expect(await first).toMatchObject({ ok: true });
    expect(await second).toMatchObject({ ok: true });
    expect(server.callsOf('like').map((call) => call['n'])).toEqual([2, 5]);
  });

  test('likes given without a connection gather in one call', async () => {
    const { runtime, server, client } = await setUpLive();
    server.link.drop();
    server.reachable = false;
    for (let tap = 0; tap < 20; tap++) {
      void client.like();
      await runtime.advance(600);
    }

    server.reachable = true;
    client.retryNow();
    await runtime.advance(5_000);
    const sent = server.callsOf('like').map((call) => call['n'] as number);
    expect(sent.length).toBeLessThanOrEqual(2);
    expect(sent.reduce((sum, n) => sum + n, 0)).toBe(20);
  });

  test('a number of likes that is none is refused without asking the server', async () => {
    const { client } = await setUpLive();
    for (const count of [0, -1, 1.5, Number.NaN, Infinity]) {
      expect(await client.like(count)).toMatchObject({ ok: false, code: 'count.invalid' });
    }
  });
});

describe('the server\'s clock', () => {
  test('is known after the first probe, from several probes', async () => {
    const { runtime, server, client } = await setUpLive();
    server.onCall = (method) => (method === 'time' ? { c: 0, r: runtime.nowMs() + 250, t: runtime.nowMs() + 250 } : undefined);
    await runtime.advance(35_000);
    expect(client.serverNow()).toBe(runtime.nowMs() + 250);
    expect(server.callsOf('time').length).toBe(6);
  });
});
