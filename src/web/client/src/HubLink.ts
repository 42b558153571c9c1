/** One connection to the hub, from start to close; a new one is made for each try. */
export interface HubLink {
  /** Connects. @throws UnauthorizedError where the server does not take the token; any other error = could not connect. */
  start(): Promise<void>;
  /** Calls a method with its one argument. Rejects where the connection ends first. */
  call(method: string, argument: object): Promise<unknown>;
  /** Sends a call whose answer nobody waits for. Never throws: on a connection that has ended nothing happens. */
  notify(method: string, argument: object): void;
  /** Ends the connection. `onClosed` is still called. Never rejects. */
  stop(): Promise<void>;
}

/** What a connection reports. Called in the order in which things came. */
export interface HubLinkListener {
  onMessage(name: 'events' | 'reset' | 'bye', body: unknown): void;
  /** It ended, for whatever reason, after it had been started. Called once. */
  onClosed(error: Error | undefined): void;
}

export type HubLinkFactory = (token: string, listener: HubLinkListener) => HubLink;

/** The server answered 401: the token is missing, wrong or expired. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
}
