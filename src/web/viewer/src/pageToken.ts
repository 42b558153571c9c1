import { TokenRefusedError, type TokenSource } from '@orleans-crosslive/client';
import type { PageAddress } from './PageAddress';

/** The address's token, else one of the server's development endpoint for each connection. */
export function pageToken(address: PageAddress): TokenSource {
  const person = developmentPerson();
  return address.token ?? (() => developmentToken(address.room, address.name, person));
}

/** An operator's token of the server's development endpoint, for who stands in for a payment service. */
export function cashierToken(address: PageAddress): TokenSource {
  return () => developmentToken(address.room, 'Cashier', 'dev-cashier', 'operator');
}

/** One person for as long as the tab lives: a command that is sent again after a disconnect, or a place in line after a reload, is known again by person. */
function developmentPerson(): string {
  const fresh = `dev-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  try {
    const known = sessionStorage.getItem('crosslive.dev-person');
    if (known?.startsWith('dev-') === true) {
      return known;
    }

    sessionStorage.setItem('crosslive.dev-person', fresh);
  } catch {
    // Refused to pages in some private modes: then a reload is somebody new.
  }

  return fresh;
}

async function developmentToken(room: string, name: string, person: string, role: 'viewer' | 'operator' = 'viewer'): Promise<string> {
  const answer = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ room, role, name, sub: person }),
  });
  if (answer.ok) {
    return ((await answer.json()) as { token: string }).token;
  }

  const message = `POST /dev/token was answered ${answer.status}`;
  // A server that does not know the endpoint will not know it later; one that is busy may.
  throw answer.status >= 400 && answer.status < 500 && answer.status !== 429 ? new TokenRefusedError(message) : new Error(message);
}
