/** Gives the token for the next connection. */
export interface TokenProvider {
  (): Promise<string>;
  /** True where it would only give the same token again: one that was refused or has expired then ends the client. */
  readonly isFixed: boolean;
}

/** Throw it from a token function to say that there is no token to be had and that trying again is of no use. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
}

/** A token, or a function that is asked for one before every connection (also when the last one has expired). */
export type TokenSource = string | (() => string | Promise<string>);

export function tokenProvider(source: TokenSource): TokenProvider {
  return typeof source === 'string'
    ? Object.assign(async () => source, { isFixed: true })
    : Object.assign(async () => source(), { isFixed: false });
}
