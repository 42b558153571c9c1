import type { RoomState } from '@orleans-crosslive/client';
import type { Locale } from '../i18n/Locale';

/** The room's title, whether it is live, and what stands where the picture will be. */
export class StageStatus {
  readonly #parts: { title: HTMLElement; status: HTMLElement; stageTitle: HTMLElement; stageHint: HTMLElement };
  readonly #locale: Locale;
  readonly #room: string;
  #state: (Pick<RoomState, 'open' | 'title'> & { live: boolean }) | undefined;

  constructor(parts: { title: HTMLElement; status: HTMLElement; stageTitle: HTMLElement; stageHint: HTMLElement }, room: string, locale: Locale) {
    this.#parts = parts;
    this.#room = room;
    this.#locale = locale;
    parts.title.dir = 'auto';
    locale.onChange(() => this.#render());
  }

  show(state: RoomState): void {
    const live = state.stream !== undefined;
    if (state.open !== this.#state?.open || state.title !== this.#state.title || live !== this.#state.live) {
      this.#state = { open: state.open, title: state.title, live };
      this.#render();
    }
  }

  #render(): void {
    const { title, status, stageTitle, stageHint } = this.#parts;
    const closed = this.#state !== undefined && !this.#state.open;
    title.textContent = this.#state?.title || this.#room;
    document.title = `${title.textContent} · CrossLive`;
    status.textContent = this.#state === undefined ? '' : this.#locale.text(closed ? 'closed' : 'live');
    status.dataset['open'] = String(!closed);
    const live = this.#state?.live === true;
    stageTitle.textContent = this.#locale.text(closed ? 'closed' : live ? 'pictureComesIn' : 'waitingForPicture');
    stageHint.textContent = this.#locale.text(closed ? 'closedHint' : live ? 'pictureComesInHint' : 'waitingHint');
  }
}
