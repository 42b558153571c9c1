import { HttpTransportType, HubConnectionBuilder, JsonHubProtocol, LogLevel, type HubConnection } from '@microsoft/signalr';
import { MessagePackHubProtocol } from '@microsoft/signalr-protocol-msgpack';
import { UnauthorizedError, type HubLink, type HubLinkFactory, type HubLinkListener } from './HubLink.js';

/** How the hub is reached. */
export interface SignalRLinkOptions {
  /** The server's base address, such as "https://live.example". */
  readonly url: string;
  readonly protocol: 'json' | 'messagepack';
  /** A server that is silent for this long is taken for dead, ms. It pings every 15 s. */
  readonly serverTimeoutMs: number;
  /** Longest wait for the answer why a connection was refused, ms. */
  readonly refusalProbeTimeoutMs: number;
}

const HUB_PATH = 'hubs/room';
const MESSAGES = ['events', 'reset', 'bye'] as const;

/** Connections through Microsoft's SignalR client: WebSocket, without a negotiation (one round trip less, and no server affinity needed). */
export function signalRLinks(options: SignalRLinkOptions): HubLinkFactory {
  const hubUrl = new URL(HUB_PATH, options.url.endsWith('/') ? options.url : options.url + '/').href;
  return (token, listener) => new SignalRLink(hubUrl, token, options, listener);
}

class SignalRLink implements HubLink {
  readonly #connection: HubConnection;
  readonly #hubUrl: string;
  readonly #token: string;
  readonly #options: SignalRLinkOptions;

  constructor(hubUrl: string, token: string, options: SignalRLinkOptions, listener: HubLinkListener) {
    this.#hubUrl = hubUrl;
    this.#token = token;
    this.#options = options;
    this.#connection = new HubConnectionBuilder()
      .withUrl(hubUrl, { transport: HttpTransportType.WebSockets, skipNegotiation: true, accessTokenFactory: () => token })
      .withHubProtocol(options.protocol === 'messagepack' ? new MessagePackHubProtocol() : new JsonHubProtocol())
      .withServerTimeout(options.serverTimeoutMs)
      // The client reports failures itself, as states.
      .configureLogging(LogLevel.None)
      .build();
    for (const name of MESSAGES) {
      this.#connection.on(name, (body: unknown) => listener.onMessage(name, body));
    }

    this.#connection.onclose((error) => listener.onClosed(error));
  }

  async start(): Promise<void> {
    try {
      await this.#connection.start();
    } catch (error) {
      throw (await this.#isUnauthorized()) ? new UnauthorizedError('The server did not take the token (401).') : error;
    }
  }

  call(method: string, argument: object): Promise<unknown> {
    return this.#connection.invoke<unknown>(method, argument);
  }

  notify(method: string, argument: object): void {
    this.#connection.send(method, argument).catch(() => {});
  }

  async stop(): Promise<void> {
    try {
      await this.#connection.stop();
    } catch {
      // It is ended either way: stop() only rejects where the connection never stood.
    }
  }

  /** Browsers do not tell a script why a WebSocket was refused. The negotiation's address asks for the same token and does tell. */
  async #isUnauthorized(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#hubUrl}/negotiate?negotiateVersion=1`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${this.#token}` },
        signal: AbortSignal.timeout(this.#options.refusalProbeTimeoutMs),
      });
      return answer.status === 401;
    } catch {
      return false;
    }
  }
}
