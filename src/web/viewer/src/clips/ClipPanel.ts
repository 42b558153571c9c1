import type { Notice } from '../chat/Notice';
import { create, userText } from '../dom';
import type { Locale } from '../i18n/Locale';
import { ClipRefusal, type Clip, type ClipApi } from './ClipApi';
import { clipLength } from './clipLength';

/** How far the picture is behind the stream while it plays, ms: what is marked is what was seen. */
const PICTURE_BEHIND_MS = 500;

/** An operator's clips: mark the beginning and the end of what is shown live, and take what was cut. */
export class ClipPanel {
  readonly #api: ClipApi;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #panel: HTMLDetailsElement;
  readonly #summary = create('summary', '');
  readonly #record = create('button', 'clip-action');
  readonly #in = create('button', 'clip-action');
  readonly #out = create('button', 'clip-action');
  readonly #hint = create('p', 'clip-hint');
  readonly #list = create('ul', 'clip-list');
  /** Addresses of pictures that the page holds, to be let go of. */
  readonly #pictures: string[] = [];
  #isRecorded = false;
  #inUnixMs: number | undefined;
  #clips: readonly Clip[] = [];
  #busy = false;

  constructor(panel: HTMLDetailsElement, api: ClipApi, notice: Notice, locale: Locale) {
    [this.#panel, this.#api, this.#notice, this.#locale] = [panel, api, notice, locale];
    [this.#record, this.#in, this.#out].forEach((button) => {
      button.type = 'button';
    });
    panel.append(this.#summary, create('div', 'clip-actions', this.#record, this.#in, this.#out), this.#hint, this.#list);
    panel.addEventListener('toggle', () => panel.open && void this.#do(() => this.#load()));
    this.#record.addEventListener('click', () => void this.#do(() => this.#switch()));
    this.#in.addEventListener('click', () => void this.#do(() => this.#markIn()));
    this.#out.addEventListener('click', () => void this.#do(() => this.#markOut()));
    locale.onChange(() => this.#render());
  }

  /** @param isOperator Whether the page's person may do all this. */
  show(isOperator: boolean): void {
    this.#panel.hidden = !isOperator;
  }

  async #do(work: () => Promise<void>): Promise<void> {
    if (this.#busy) {
      return;
    }

    this.#busy = true;
    this.#render();
    try {
      await work();
    } catch (problem) {
      this.#notice.say(problem instanceof ClipRefusal ? problem.message : this.#locale.text('unanswered'), 'warning');
    }

    this.#busy = false;
    this.#render();
  }

  async #load(): Promise<void> {
    const [isRecorded, { inUnixMs, clips }] = await Promise.all([this.#api.isRecorded(), this.#api.list()]);
    [this.#isRecorded, this.#inUnixMs, this.#clips] = [isRecorded, inUnixMs ?? undefined, clips];
    await this.#drawList();
  }

  async #switch(): Promise<void> {
    await this.#api.setRecorded(!this.#isRecorded);
    this.#isRecorded = !this.#isRecorded;
  }

  async #markIn(): Promise<void> {
    this.#inUnixMs = await this.#api.markIn(PICTURE_BEHIND_MS);
  }

  async #markOut(): Promise<void> {
    const clip = await this.#api.make(PICTURE_BEHIND_MS);
    this.#notice.say(clip.problem ?? this.#locale.text('clipMade', { length: clipLength(clip.durationMs) }), clip.problem === null ? 'info' : 'warning');
    await this.#load();
  }

  async #take(clip: Clip): Promise<void> {
    const link = create('a', '');
    link.href = URL.createObjectURL(await this.#api.file(clip.id));
    link.download = `clip-${clip.startUnixMs}.mp4`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async #remove(clip: Clip): Promise<void> {
    await this.#api.remove(clip.id);
    await this.#load();
  }

  async #drawList(): Promise<void> {
    const pictures = await Promise.all(this.#clips.map((clip) => (clip.hasThumbnail ? this.#api.thumbnail(clip.id).catch(() => undefined) : undefined)));
    this.#pictures.splice(0).forEach((address) => URL.revokeObjectURL(address));
    const rows = this.#clips.map((clip, at) => this.#row(clip, pictures[at]));
    this.#list.replaceChildren(...rows.reverse());
  }

  #row(clip: Clip, picture: Blob | undefined): HTMLElement {
    const image = create('img', 'clip-picture');
    image.alt = '';
    if (picture) {
      image.src = URL.createObjectURL(picture);
      this.#pictures.push(image.src);
    }

    const at = new Intl.DateTimeFormat(this.#locale.tag, { timeStyle: 'medium' }).format(clip.startUnixMs);
    const name = clip.title === '' ? create('span', 'clip-name', at) : userText('clip-name', clip.title);
    return create('li', 'clip', image, create('div', 'clip-text', name, create('span', 'clip-length', clipLength(clip.durationMs))),
      this.#button('clipTake', () => this.#take(clip)), this.#button('clipRemove', () => this.#remove(clip)));
  }

  #button(text: 'clipTake' | 'clipRemove', work: () => Promise<void>): HTMLElement {
    const button = create('button', 'clip-action', this.#locale.text(text));
    button.type = 'button';
    button.addEventListener('click', () => void this.#do(work));
    return button;
  }

  #render(): void {
    this.#summary.textContent = this.#locale.text('clips');
    this.#record.textContent = this.#locale.text('clipRecord');
    this.#record.setAttribute('aria-pressed', String(this.#isRecorded));
    this.#in.textContent = this.#locale.text('clipIn');
    this.#in.setAttribute('aria-pressed', String(this.#inUnixMs !== undefined));
    this.#out.textContent = this.#locale.text('clipOut');
    this.#in.disabled = this.#busy || !this.#isRecorded;
    this.#out.disabled = this.#busy || !this.#isRecorded || this.#inUnixMs === undefined;
    this.#record.disabled = this.#busy;
    this.#hint.textContent = !this.#isRecorded
      ? this.#locale.text('clipNeedsRecording')
      : this.#inUnixMs === undefined
        ? this.#locale.text('clipHint')
        : this.#locale.text('clipMarked', { time: new Intl.DateTimeFormat(this.#locale.tag, { timeStyle: 'medium' }).format(this.#inUnixMs) });
  }
}
