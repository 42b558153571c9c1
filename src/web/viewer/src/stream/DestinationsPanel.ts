import { create, userText } from '../dom';
import { isMessageKey, type Locale } from '../i18n/Locale';
import { linkPlot, type LinkDecision, type LinkSample } from './linkPlot';
import { platformHealth, type PlatformChange, type PlatformHealth } from './platformHealth';

/** How often the server is asked while the panel is open, ms. */
export const REFRESH_MS = 2_000;

interface Destination {
  readonly id: string;
  readonly state: string;
  readonly rendition: string | null;
  readonly slate: boolean;
  readonly detail: string | null;
  /** How far its picture is behind the host's, as far as it can be measured: coming here and going there. Null while none arrives. */
  readonly delay: { readonly knownMs: number; readonly comingMs: number | null; readonly sendingMs: number } | null;
  /** What its platform says of the stream. */
  readonly platformHealth: PlatformHealth;
}

interface Inspection {
  readonly destination: Destination;
  readonly samples: readonly LinkSample[];
  readonly decisions: readonly LinkDecision[];
  readonly platformChanges: readonly PlatformChange[];
}

/** Asks the server's HTTP interface; undefined where it does not answer as it should. */
export type AskServer = (path: string) => Promise<unknown>;

/** Asks with an operator's token. */
export function askWith(token: string): AskServer {
  return async (path) => {
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` } });
    return answer.ok ? ((await answer.json()) as unknown) : undefined;
  };
}

/** Where the stream goes to, for operators: each destination's state, what its network does, what its platform says, and what was decided last and why. Asked for only while it is open. */
export class DestinationsPanel {
  readonly #element: HTMLDetailsElement;
  readonly #path: string;
  readonly #ask: AskServer;
  readonly #locale: Locale;
  readonly #summary = create('summary', '');
  readonly #list = create('ul', 'destinations-list');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLDetailsElement, room: string, ask: AskServer, locale: Locale) {
    this.#element = element;
    this.#path = `/api/rooms/${encodeURIComponent(room)}/stream/destinations`;
    this.#ask = ask;
    this.#locale = locale;
    element.append(this.#summary, this.#list);
    element.addEventListener('toggle', () => this.#toggle());
    locale.onChange(() => this.#name());
    this.#name();
  }

  show(isOperator: boolean): void {
    if (this.#element.hidden === isOperator) {
      this.#element.hidden = !isOperator;
      this.#toggle();
    }
  }

  #name(): void {
    this.#summary.textContent = this.#locale.text('destinations');
  }

  #toggle(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#element.open && !this.#element.hidden) {
      void this.#refresh();
    }
  }

  async #refresh(): Promise<void> {
    try {
      const all = (await this.#ask(this.#path)) as { destinations: readonly Destination[] } | undefined;
      const seen = await Promise.all((all?.destinations ?? []).map((each) => this.#ask(`${this.#path}/${encodeURIComponent(each.id)}`) as Promise<Inspection | undefined>));
      const rows = seen.filter((each) => each !== undefined).map((each) => this.#row(each));
      if (all !== undefined) {
        this.#list.replaceChildren(...(rows.length > 0 ? rows : [create('li', '', this.#locale.text('noDestinations'))]));
      }
    } catch {
      // The server is away: what is shown stays until it is back.
    }

    if (this.#element.open && !this.#element.hidden) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#refresh(), REFRESH_MS);
    }
  }

  #row({ destination, samples, decisions, platformChanges }: Inspection): HTMLElement {
    const state = `destination.${destination.state}`;
    const last = samples.at(-1);
    const facts = [
      isMessageKey(state) ? this.#locale.text(state) : destination.state,
      destination.slate ? this.#locale.text('destinationSlate') : destination.rendition ?? '',
      last === undefined ? '' : this.#locale.text('destinationRates', { sent: last.sentKbps, video: last.videoKbps }),
    ].filter((fact) => fact !== '');
    const row = create('li', 'destination', userText('destination-name', destination.id), create('span', 'destination-facts', facts.join(' · ')));
    if (samples.length > 1) {
      row.append(linkPlot(samples, decisions, platformChanges, this.#locale.text('destinationPlot', { name: destination.id })));
    }

    const word = platformHealth(destination.platformHealth, destination.state === 'live', this.#locale);
    if (word) {
      row.append(word);
    }

    if (destination.delay) {
      const { knownMs, comingMs, sendingMs } = destination.delay;
      const parts = { time: seconds(knownMs), sending: seconds(sendingMs), coming: comingMs === null ? '?' : seconds(comingMs) };
      row.append(create('p', 'destination-delay', this.#locale.text('destinationDelay', parts)));
    }

    // The server's own words.
    const why = decisions.at(-1)?.explanation;
    const sentence = destination.state === 'live' ? why : destination.detail;
    if (sentence) {
      row.append(create('p', 'destination-why', sentence));
    }

    return row;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
