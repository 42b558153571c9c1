import type { ConnectionState } from '@orleans-crosslive/client';
import type { Locale } from '../i18n/Locale';

/** Says where the connection stands, and counts down while it waits. */
export class ConnectionChip {
  readonly #element: HTMLElement;
  readonly #locale: Locale;
  #state: ConnectionState = { phase: 'idle' };
  #sinceMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(element: HTMLElement, locale: Locale) {
    this.#element = element;
    this.#locale = locale;
    locale.onChange(() => this.#render());
  }

  show(state: ConnectionState): void {
    this.#state = state;
    this.#sinceMs = performance.now();
    clearInterval(this.#timer);
    if (state.phase === 'waiting') {
      this.#timer = setInterval(() => this.#render(), 1_000);
    }

    this.#render();
  }

  #render(): void {
    this.#element.dataset['phase'] = this.#state.phase;
    this.#element.textContent = this.#text();
  }

  #text(): string {
    const state = this.#state;
    switch (state.phase) {
      case 'live':
        return this.#locale.text('connected');
      case 'waiting': {
        const leftMs = state.retryInMs - (performance.now() - this.#sinceMs);
        return this.#locale.text('waiting', { seconds: Math.max(0, Math.ceil(leftMs / 1_000)) });
      }
      case 'ended':
        return this.#locale.text('ended', { code: state.code });
      default:
        return this.#locale.text(state.phase);
    }
  }
}
