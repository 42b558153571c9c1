import { TokenRefusedError, type TokenSource } from '@orleans-crosslive/client';
import type { PageAddress } from './PageAddress';

/** The address's token, else one of the server's development endpoint for each connection. */
export function pageToken(address: PageAddress): TokenSource {
  // One person for as long as the page is open: a message that is sent again after a disconnect is known again by person and key.
  const person = `dev-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  return address.token ?? (() => developmentToken(address.room, address.name, person));
}

async function developmentToken(room: string, name: string, person: string): Promise<string> {
  const answer = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ room, role: 'viewer', name, sub: person }),
  });
  if (answer.ok) {
    return ((await answer.json()) as { token: string }).token;
  }

  const message = `POST /dev/token was answered ${answer.status}`;
  // A server that does not know the endpoint will not know it later; one that is busy may.
  throw answer.status >= 400 && answer.status < 500 && answer.status !== 429 ? new TokenRefusedError(message) : new Error(message);
}
