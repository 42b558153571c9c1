import { chooseLanguage, type Language } from './i18n/Locale';

/** What the page's address asks for: `/?room=demo&protocol=json|messagepack&lang=en|zh&name=Ann#token=…`. */
export interface PageAddress {
  readonly room: string;
  readonly protocol: 'json' | 'messagepack';
  readonly language: Language;
  /** What the development token is asked for under; a guest's name where the address has none. */
  readonly name: string;
  readonly token: string | undefined;
}

const DEFAULT_ROOM = 'demo';

export function readAddress(location: Pick<Location, 'search' | 'hash'>, random: () => number = Math.random): PageAddress {
  const query = new URLSearchParams(location.search);
  return {
    room: query.get('room') || DEFAULT_ROOM,
    protocol: query.get('protocol') === 'messagepack' ? 'messagepack' : 'json',
    language: chooseLanguage(query.get('lang')),
    name: query.get('name') || `Guest ${1000 + Math.floor(random() * 9000)}`,
    // In the fragment, because that is never sent to a server or written into its logs.
    token: new URLSearchParams(location.hash.slice(1)).get('token') || undefined,
  };
}
