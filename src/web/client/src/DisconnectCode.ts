/** Why the server ended a connection (PROTOCOL.md, "Disconnect codes"). */
export const DisconnectCode = {
  shuttingDown: 3000,
  tooSlow: 3001,
  roomUnavailable: 3002,
  full: 3003,
  tokenExpired: 3500,
  misuse: 3501,
  replaced: 3502,
} as const;

/** What a client does about a code: come back by itself, come back with a new token, or stay away. */
export type DisconnectAction = 'come-back' | 'renew-token' | 'stay-away';

const FIRST_STAY_AWAY = 3500;
const LAST_STAY_AWAY = 3999;

/** What to do about a code; undefined = the connection ended without one. Codes that are not known follow their range. */
export function actionFor(code: number | undefined): DisconnectAction {
  if (code === DisconnectCode.tokenExpired) {
    return 'renew-token';
  }

  return code !== undefined && code >= FIRST_STAY_AWAY && code <= LAST_STAY_AWAY ? 'stay-away' : 'come-back';
}
