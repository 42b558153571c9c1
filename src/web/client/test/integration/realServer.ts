import { RoomClient, type HubLink, type RoomClientOptions, type RoomEvent } from '../../src/index.js';
import { signalRLinks } from '../../src/SignalRLink.js';

/** The server under test. Its development token endpoint must be on (loopback, development). */
export function serverUrl(): string {
  const url = process.env['CROSSLIVE_URL'];
  if (!url) {
    throw new Error('Set CROSSLIVE_URL to the base address of a running Orleans.CrossLive server in development, such as http://127.0.0.1:5080.');
  }

  return url;
}

/** A token of the development endpoint. The same name is the same person: keys of commands are known again by person. */
export async function token(room: string, role: 'viewer' | 'operator' = 'viewer', name = 'Integration'): Promise<string> {
  const answer = await fetch(new URL('/dev/token', serverUrl()), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ room, role, name, sub: `it-${name}` }),
  });
  if (!answer.ok) {
    throw new Error(`POST /dev/token was answered ${answer.status}: is the server in development and on loopback?`);
  }

  return ((await answer.json()) as { token: string }).token;
}

/** A room of its own for each test. */
export function newRoom(): string {
  return `it-${crypto.randomUUID().slice(0, 8)}`;
}

export function newClient(room: string, options: Partial<RoomClientOptions> & { role?: 'viewer' | 'operator'; name?: string } = {}): RoomClient {
  const { role = 'viewer', name = 'Integration', ...rest } = options;
  return new RoomClient({ url: serverUrl(), room, token: () => token(room, role, name), ...rest });
}

/** A client whose connection a test can break under it, as a lost network does. */
export function breakable(room: string, protocol: 'json' | 'messagepack'): { ann: RoomClient; breakConnection: () => Promise<void> } {
  const links = signalRLinks({ url: serverUrl(), protocol, serverTimeoutMs: 30_000, refusalProbeTimeoutMs: 5_000 });
  let current: HubLink | undefined;
  const ann = newClient(room, { name: 'Ann', links: (bearer, listener) => (current = links(bearer, listener)) });
  return { ann, breakConnection: async () => current?.stop() };
}

/** Opens the room over HTTP, as viewers and operators can only join one that has been opened, and joins it as its operator. */
export async function openRoom(room: string): Promise<RoomClient> {
  const bearer = await token(room, 'operator', 'Operator');
  const answer = await fetch(new URL(`/api/rooms/${room}/open`, serverUrl()), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${bearer}` },
    body: JSON.stringify({ title: 'Integration' }),
  });
  if (!answer.ok) {
    throw new Error(`The room could not be opened: ${answer.status} ${await answer.text()}`);
  }

  const operator = newClient(room, { role: 'operator', name: 'Operator' });
  await operator.connect();
  return operator;
}

/** Everything that a client delivers, in the order of delivery. */
export function record(client: RoomClient): RoomEvent[] {
  const events: RoomEvent[] = [];
  client.on('events', (batch) => events.push(...batch));
  return events;
}

/** Waits until a client has delivered what the condition asks for. */
export function until(client: RoomClient, what: string, condition: () => boolean, timeoutMs = 20_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (outcome: () => void): void => {
      clearTimeout(timer);
      stop.forEach((off) => off());
      outcome();
    };
    const check = (): void => {
      if (condition()) {
        done(resolve);
      }
    };
    const timer = setTimeout(() => done(() => reject(new Error(`Not within ${timeoutMs} ms: ${what}. Connection: ${JSON.stringify(client.connection)}`))), timeoutMs);
    const stop = [client.on('state', check), client.on('connection', check)];
    check();
  });
}
