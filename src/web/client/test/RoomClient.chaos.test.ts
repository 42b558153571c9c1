import { expect, test } from 'vitest';
import { RoomClient } from '../src/RoomClient.js';
import { chat, FakeServer, view } from './FakeServer.js';
import { VirtualRuntime } from './VirtualRuntime.js';

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
const TURNS = 200;

/**
 * Everything that may go wrong on the way goes wrong at random: broken connections, frames that are lost or come twice, a server that is
 * away, that moves to a new epoch, or that moves the client to a snapshot. A failure names its seed and replays from it.
 */
test.each(SEEDS)('whatever happens on the way, events come in order, once, and none is missing but for snapshots (seed %i)', async (seed) => {
  const runtime = new VirtualRuntime(seed);
  const server = new FakeServer();
  const client = new RoomClient({ url: 'http://server', room: 'demo', token: () => 'token', runtime, links: server.connect });
  let last = 0;
  const faults: string[] = [];
  client.on('snapshot', ({ state }) => {
    if (state.position.sequence < last) {
      faults.push(`snapshot ${state.position.sequence} after ${last}`);
    }

    last = state.position.sequence;
  });
  client.on('events', (events) => {
    for (const event of events) {
      if (event.sequence !== last + 1) {
        faults.push(`${event.sequence} after ${last}`);
      }

      last = event.sequence;
    }
  });
  const answers: Promise<unknown>[] = [];
  void client.connect();
  for (let turn = 0; turn < TURNS; turn++) {
    disturb(server, runtime, client, answers);
    await runtime.advance(Math.floor(runtime.random() * 400));
  }

  server.reachable = true;
  client.retryNow();
  await runtime.advance(120_000);
  server.publish(chat(server.head + 1));
  await runtime.advance(1_000);
  await Promise.all(answers);
  expect(faults).toEqual([]);
  expect(last).toBe(server.head);
  expect(client.connection.phase).toBe('live');
  expect(new Set(server.callsOf('chat').map((call) => call['k'])).size).toBe(server.done.size);
});

function disturb(server: FakeServer, runtime: VirtualRuntime, client: RoomClient, answers: Promise<unknown>[]): void {
  const dice = runtime.random();
  const next = chat(server.head + 1);
  if (dice < 0.45) {
    server.publish(next);
  } else if (dice < 0.55) {
    server.log.push(next);
  } else if (dice < 0.62) {
    server.link?.send('events', { e: server.epoch, v: server.log.slice(-5) });
  } else if (dice < 0.7) {
    server.link?.drop();
  } else if (dice < 0.75) {
    server.reachable = !server.reachable;
  } else if (dice < 0.8) {
    server.epoch++;
  } else if (dice < 0.83) {
    server.link?.send('reset', { why: 'lagging', e: server.epoch, s: server.head, view: view() });
  } else if (dice < 0.86) {
    server.link?.send('bye', { code: 3000, reason: 'shutting-down', retry: 100 });
  } else if (server.link) {
    server.link.losesAnswers = dice < 0.9;
    answers.push(client.chat('hello').catch((error: unknown) => error));
  }
}
