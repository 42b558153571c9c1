import { byId } from '../dom';
import type { Locale } from '../i18n/Locale';

/** What stands over the preview: that it is one, its size, and its sound, which is off until somebody wants it. */
export class PictureBar {
  readonly #video: HTMLVideoElement;
  readonly #locale: Locale;
  readonly #label = byId('picture-label');
  readonly #sound = byId<HTMLButtonElement>('picture-sound');

  constructor(video: HTMLVideoElement, locale: Locale) {
    this.#video = video;
    this.#locale = locale;
    this.#sound.addEventListener('click', () => {
      video.muted = !video.muted;
      this.#render();
    });
    video.addEventListener('resize', () => this.#render());
    video.addEventListener('playing', () => this.#render());
    locale.onChange(() => this.#render());
  }

  #render(): void {
    const { videoWidth, videoHeight, muted } = this.#video;
    this.#label.textContent = this.#locale.text('preview', { size: `${videoWidth} × ${videoHeight}` });
    this.#sound.textContent = this.#locale.text('sound');
    this.#sound.setAttribute('aria-pressed', String(!muted));
  }
}
