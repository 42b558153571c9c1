import { UnauthorizedError, type HubLink, type HubLinkListener } from '../src/HubLink.js';

export type WireEvent = Record<string, unknown> & { t: string; s: number };

/** A chat event of the wire. */
export function chat(sequence: number, text = `m${sequence}`): WireEvent {
  return { t: 'chat', s: sequence, a: 1_000 + sequence, p: 'web', i: 'ann', n: 'Ann', m: text };
}

/** An empty view of the wire. */
export function view(fields: object = {}): object {
  return { open: true, title: 'Demo', slow: 0, likes: {}, viewers: {}, totals: [], recent: [], ...fields };
}

/** The protocol's server end as far as the client sees it: a room's log, and connections that a test can disturb. */
export class FakeServer {
  readonly links: FakeLink[] = [];
  readonly tokens: string[] = [];
  readonly calls: { method: string; argument: Record<string, unknown> }[] = [];
  /** The room's events; the epoch is the server's current one. */
  readonly log: WireEvent[] = [];
  readonly done = new Map<string, number>();
  epoch = 1;
  reachable = true;
  acceptsToken = (_token: string): boolean => true;
  /** Answers instead of the room, where it does not give undefined. */
  onCall: (method: string, argument: Record<string, unknown>) => unknown = () => undefined;

  readonly connect = (token: string, listener: HubLinkListener): HubLink => {
    this.tokens.push(token);
    const link = new FakeLink(this, token, listener);
    this.links.push(link);
    return link;
  };

  get link(): FakeLink {
    return this.links.at(-1)!;
  }

  get head(): number {
    return this.log.at(-1)?.s ?? 0;
  }

  /** Something happens in the room and is sent to everybody who has joined. */
  publish(...events: WireEvent[]): void {
    this.log.push(...events);
    for (const link of this.links) {
      link.sendEvents(events);
    }
  }

  callsOf(method: string): Record<string, unknown>[] {
    return this.calls.filter((call) => call.method === method).map((call) => call.argument);
  }

  answer(method: string, argument: Record<string, unknown>): unknown {
    const special = this.onCall(method, argument);
    if (special !== undefined) {
      return special;
    }

    return method === 'join' ? this.#join(argument) : this.#command(method, argument);
  }

  #join({ e, s }: Record<string, unknown>): object {
    const base = { ok: true, e: this.epoch, s: this.head, at: 5_000, me: { p: 'web', i: 'ann', n: 'Ann', r: 0 }, gifts: [] };
    return s === undefined || (s as number) > this.head
      ? { ...base, rec: false, why: e === undefined ? 'new' : 'future', view: view({ recent: this.log.filter((event) => event.t === 'chat') }) }
      : { ...base, rec: true };
  }

  #command(method: string, argument: Record<string, unknown>): object {
    if (method === 'time') {
      return { c: argument['c'], r: 5_000, t: 5_000 };
    }

    const key = argument['k'] as string;
    const before = this.done.get(key);
    const sequence = before ?? this.head + 1;
    if (before === undefined) {
      this.done.set(key, sequence);
      this.publish({ ...chat(sequence, method) });
    }

    return { ok: true, e: this.epoch, s: sequence, ...(before !== undefined && { rep: true }) };
  }
}

export class FakeLink implements HubLink {
  open = false;
  joined = false;
  /** True: calls reach the server, their answers do not reach the client. */
  losesAnswers = false;
  readonly #server: FakeServer;
  readonly #token: string;
  readonly #listener: HubLinkListener;
  readonly #waiting = new Set<(error: Error) => void>();

  constructor(server: FakeServer, token: string, listener: HubLinkListener) {
    this.#server = server;
    this.#token = token;
    this.#listener = listener;
  }

  async start(): Promise<void> {
    if (!this.#server.reachable) {
      throw new Error('unreachable');
    }

    if (!this.#server.acceptsToken(this.#token)) {
      throw new UnauthorizedError('401');
    }

    this.open = true;
  }

  call(method: string, argument: object): Promise<unknown> {
    if (!this.open) {
      return Promise.reject(new Error('not open'));
    }

    const fields = argument as Record<string, unknown>;
    this.#server.calls.push({ method, argument: fields });
    const answer = this.#server.answer(method, fields);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      if (!this.losesAnswers && answer !== SILENCE) {
        resolve(answer);
      }

      if (method === 'join' && (answer as { ok: boolean; rec?: boolean }).ok) {
        this.joined = true;
        if ((answer as { rec: boolean }).rec) {
          this.sendEvents(this.#server.log.filter((event) => event.s > (fields['s'] as number)));
        }
      }
    });
  }

  notify(method: string, argument: object): void {
    if (this.open) {
      this.#server.calls.push({ method, argument: argument as Record<string, unknown> });
    }
  }

  sendEvents(events: WireEvent[]): void {
    if (this.open && this.joined && events.length > 0) {
      this.send('events', { e: this.#server.epoch, v: events });
    }
  }

  send(name: 'events' | 'reset' | 'bye', body: unknown): void {
    this.#listener.onMessage(name, body);
  }

  /** The connection breaks. */
  drop(): void {
    if (this.open) {
      this.open = false;
      for (const reject of this.#waiting) {
        reject(new Error('connection lost'));
      }

      this.#listener.onClosed(new Error('connection lost'));
    }
  }

  async stop(): Promise<void> {
    this.drop();
  }
}

/** What `onCall` gives where no answer shall ever come. */
export const SILENCE = Symbol('silence');
