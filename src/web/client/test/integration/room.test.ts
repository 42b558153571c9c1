import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { RoomClient } from '../../src/index.js';
import { breakable, newClient, newRoom, openRoom, record, serverUrl, token, until } from './realServer.js';

const open: RoomClient[] = [];

function keep(client: RoomClient): RoomClient {
  open.push(client);
  return client;
}

beforeAll(() => void serverUrl());
afterEach(async () => void (await Promise.all(open.splice(0).map((client) => client.close()))));

describe.each(['json', 'messagepack'] as const)('a real server over %s', (protocol) => {
  test('a viewer sees what others say, in one order, and is answered with its place in it', async () => {
    const room = newRoom();
    keep(await openRoom(room));
    const ann = keep(newClient(room, { protocol, name: 'Ann' }));
    const bob = keep(newClient(room, { protocol: protocol === 'json' ? 'messagepack' : 'json', name: 'Bob' }));
    const seen = [record(ann), record(bob)];
    await Promise.all([ann.connect(), bob.connect()]);
    const answers = await Promise.all([ann.chat('你好 👋'), bob.chat('hello'), ann.like(3), bob.share('twitch')]);
    expect(answers.map((answer) => answer.ok || answer.code)).toEqual([true, true, true, true]);
    const head = Math.max(...answers.map((answer) => (answer.ok ? answer.position.sequence : 0)));
    for (const client of [ann, bob]) {
      await until(client, `sequence ${head}`, () => (client.position?.sequence ?? 0) >= head);
    }

    const texts = seen.map((events) => events.flatMap((event) => (event.kind === 'chat' ? [[event.sequence, event.text]] : [])));
    expect(texts[0]).toEqual(texts[1]);
    expect(texts[0]!.map(([, text]) => text).sort()).toEqual(['hello', '你好 👋']);
  });

  test('the same key has one effect and the same answer; with another content it is refused', async () => {
    const room = newRoom();
    keep(await openRoom(room));
    const ann = keep(newClient(room, { protocol }));
    await ann.connect();
    const first = await ann.chat('once', { key: 'my-key' });
    const again = await ann.chat('once', { key: 'my-key' });
    const other = await ann.chat('twice', { key: 'my-key' });
    expect(first).toMatchObject({ ok: true, repeated: false });
    expect(again).toEqual({ ...first, repeated: true });
    expect(other).toMatchObject({ ok: false, code: 'key.reused' });
  });

  test('a client that comes back with its position gets what it missed, and nothing twice', async () => {
    const room = newRoom();
    const operator = keep(await openRoom(room));
    const { ann, breakConnection } = breakable(room, protocol);
    keep(ann);
    const seen = record(ann);
    await ann.connect();
    const start = ann.position!.sequence;
    await breakConnection();
    for (let index = 0; index < 5; index++) {
      expect((await operator.announce(`missed ${index}`)).ok).toBe(true);
    }

    const head = (await operator.announce('last')) as { ok: true; position: { sequence: number } };
    await until(ann, 'the last announcement', () => (ann.position?.sequence ?? 0) >= head.position.sequence);
    // Counters may follow at any moment: what counts is that nothing is left out and nothing comes twice.
    expect(seen.length).toBeGreaterThanOrEqual(head.position.sequence - start);
    expect(seen.map((event) => event.sequence)).toEqual(seen.map((_, index) => start + 1 + index));
    expect(ann.stats).toMatchObject({ gaps: 0, snapshots: 1, joins: 2 });
  });

  test('the server\'s clock is known within the round trip', async () => {
    const room = newRoom();
    keep(await openRoom(room));
    const ann = keep(newClient(room, { protocol }));
    await ann.connect();
    await vi.waitFor(() => expect(ann.clock).toBeDefined(), 10_000);
    expect(Math.abs(ann.serverNow()! - Date.now())).toBeLessThan(5_000);
  });
});

test('a token that nobody signed ends the client after a few tries', async () => {
  const client = keep(newClient(newRoom(), { token: 'not-a-token' }));
  await expect(client.connect()).rejects.toThrow('client.unauthorized');
});

test('a token for another room is not let in', async () => {
  const room = newRoom();
  keep(await openRoom(room));
  const foreign = await token(newRoom());
  await expect(keep(newClient(room, { token: foreign })).connect()).rejects.toThrow('token.room');
});
