/** Where a client's connection stands. `idle` until `connect()`; `ended` is final. */
export type ConnectionState =
  | { readonly phase: 'idle' }
  /** The first connection is being made. */
  | { readonly phase: 'connecting' }
  /** Joined: events come, commands go out. */
  | { readonly phase: 'live' }
  /** It was live before and is being made so again, from the last applied position. */
  | { readonly phase: 'resuming' }
  /** The next try is made in so many milliseconds (counted from when this state came). `reason` is a code or a sentence for logs. */
  | { readonly phase: 'waiting'; readonly retryInMs: number; readonly reason: string }
  /** Over; the code is a disconnect code ("3502"), a rejection code ("token.room"), or one of {@link EndCode}. */
  | { readonly phase: 'ended'; readonly code: string; readonly reason: string };

/** Why the SDK itself ended, where no code of the server says it. */
export const EndCode = {
  /** `close()` was called. */
  closed: 'client.closed',
  /** The server did not take the token, several times in a row. */
  unauthorized: 'client.unauthorized',
  /** The token provider said that there is no token to be had (TokenRefusedError). */
  tokenRefused: 'client.token-refused',
} as const;
