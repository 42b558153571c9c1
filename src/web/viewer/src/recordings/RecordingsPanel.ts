import type { Notice } from '../chat/Notice';
import { ClipRefusal, type ClipApi, type Recording } from '../clips/ClipApi';
import { clipLength } from '../clips/clipLength';
import { create } from '../dom';
import type { Locale } from '../i18n/Locale';

const BYTES_PER_MB = 1_000_000;

/** The room's recordings, for operators: open as a replay, save, delete. Asked for when it is opened. */
export class RecordingsPanel {
  readonly #panel: HTMLDetailsElement;
  readonly #api: ClipApi;
  readonly #notice: Notice;
  readonly #locale: Locale;
  readonly #summary = create('summary', '');
  readonly #hint = create('p', 'clip-hint');
  readonly #list = create('ul', 'clip-list');
  #recordings: readonly Recording[] = [];
  #elsewhere: string | undefined;
  /** Whose deletion is asked for a second time. */
  #sure: string | undefined;

  constructor(panel: HTMLDetailsElement, api: ClipApi, notice: Notice, locale: Locale) {
    [this.#panel, this.#api, this.#notice, this.#locale] = [panel, api, notice, locale];
    panel.append(this.#summary, this.#hint, this.#list);
    panel.addEventListener('toggle', () => panel.open && void this.#do(() => this.#load()));
    locale.onChange(() => this.#render());
  }

  show(isOperator: boolean): void {
    this.#panel.hidden = !isOperator;
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      this.#notice.say(problem instanceof ClipRefusal ? problem.message : this.#locale.text('unanswered'), 'warning');
    }
  }

  async #load(): Promise<void> {
    const { state, process, recordings } = await this.#api.recordings();
    [this.#recordings, this.#elsewhere, this.#sure] = [recordings, state === 'elsewhere' ? process ?? '?' : undefined, undefined];
    this.#render();
  }

  async #open(recording: Recording): Promise<void> {
    // Before anything is waited for: browsers open pages for clicks only.
    const page = window.open('about:blank');
    try {
      const address = new URL((await this.#api.replay(recording.id)).page, location.href);
      address.searchParams.set('lang', this.#locale.language);
      if (page) {
        page.opener = null;
        page.location.href = address.href;
      } else {
        location.href = address.href;
      }
    } catch (problem) {
      page?.close();
      throw problem;
    }
  }

  async #save(recording: Recording): Promise<void> {
    // By the browser's own download, which takes gigabytes: what a script asks for is held in memory.
    const link = create('a', '');
    link.href = (await this.#api.replay(recording.id)).path;
    link.download = `${recording.id}.mp4`;
    link.click();
  }

  async #remove(recording: Recording): Promise<void> {
    if (this.#sure !== recording.id) {
      this.#sure = recording.id;
      this.#render();
      return;
    }

    await this.#api.removeRecording(recording.id);
    await this.#load();
  }

  #render(): void {
    this.#summary.textContent = this.#locale.text('recordings');
    const hint = this.#elsewhere !== undefined ? this.#locale.text('recordingElsewhere', { process: this.#elsewhere })
      : this.#recordings.length === 0 ? this.#locale.text('noRecordings') : '';
    this.#hint.textContent = hint;
    this.#hint.hidden = hint === '';
    this.#list.replaceChildren(...this.#recordings.map((recording) => this.#row(recording)).reverse());
  }

  #row(recording: Recording): HTMLElement {
    const at = new Intl.DateTimeFormat(this.#locale.tag, { dateStyle: 'medium', timeStyle: 'short' }).format(recording.startUnixMs);
    const facts = [clipLength(recording.durationMs), `${(recording.bytes / BYTES_PER_MB).toFixed(1)} MB`, ...(recording.open ? [this.#locale.text('recordingOpen')] : [])];
    const remove = this.#button(this.#sure === recording.id ? 'recordingSure' : 'recordingRemove', () => this.#remove(recording));
    remove.disabled = recording.open;
    return create('li', 'clip', create('div', 'clip-text', create('span', 'clip-name', at), create('span', 'clip-length', facts.join(' · '))),
      this.#button('recordingReplay', () => this.#open(recording)), this.#button('recordingSave', () => this.#save(recording)), remove);
  }

  #button(text: 'recordingReplay' | 'recordingSave' | 'recordingRemove' | 'recordingSure', work: () => Promise<void>): HTMLButtonElement {
    const button = create('button', 'clip-action', this.#locale.text(text));
    button.type = 'button';
    button.addEventListener('click', () => void this.#do(work));
    return button;
  }
}
