import type { HostStream } from '@orleans-crosslive/client';

/** What plays a stream into an element. Ends by itself never; `onEnd` is called once, when there is nothing more to play or something went wrong. */
export interface StreamPlayer {
  stop(): void;
}

/** Where the stream can be watched: as it comes, and as HLS. */
export interface StreamAddresses {
  flv: string;
  hls: string;
}

export type PlayStream = (video: HTMLVideoElement, addresses: StreamAddresses, onEnd: () => void) => Promise<StreamPlayer>;

/** Asks for addresses that the stream can be watched at; undefined where there are none just now. */
export type AskAddresses = () => Promise<StreamAddresses | undefined>;

/** Waits before the stream is asked for again, ms: doubled with each try that showed nothing. */
export const FIRST_RETRY_MS = 500;
export const MAX_RETRY_MS = 8_000;

/** The host's picture on the stage, for who may see the preview. It is asked for as long as the room says that the stream comes in. */
export class StreamPreview {
  readonly #video: HTMLVideoElement;
  readonly #ask: AskAddresses;
  readonly #play: PlayStream;
  #wanted = false;
  /** Counts beginnings, so that what comes of an earlier one is passed over. */
  #run = 0;
  #player: StreamPlayer | undefined;
  #retryMs = FIRST_RETRY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(video: HTMLVideoElement, ask: AskAddresses, play: PlayStream) {
    this.#video = video;
    this.#ask = ask;
    this.#play = play;
    video.addEventListener('playing', () => {
      this.#video.hidden = !this.#wanted;
      this.#retryMs = FIRST_RETRY_MS;
    });
  }

  show(stream: HostStream | undefined): void {
    const wanted = stream !== undefined;
    if (wanted !== this.#wanted) {
      this.#wanted = wanted;
      this.#retryMs = FIRST_RETRY_MS;
      this.#end();
      if (wanted) {
        void this.#begin();
      }
    }
  }

  async #begin(): Promise<void> {
    const run = ++this.#run;
    try {
      const addresses = await this.#ask();
      if (run !== this.#run || addresses === undefined) {
        this.#again(run);
        return;
      }

      const player = await this.#play(this.#video, addresses, () => this.#again(run));
      if (run === this.#run) {
        this.#player = player;
      } else {
        player.stop();
      }
    } catch {
      this.#again(run);
    }
  }

  #again(run: number): void {
    if (run !== this.#run) {
      return;
    }

    this.#end();
    this.#timer = setTimeout(() => void this.#begin(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, MAX_RETRY_MS);
  }

  #end(): void {
    this.#run++;
    clearTimeout(this.#timer);
    this.#video.hidden = true;
    this.#player?.stop();
    this.#player = undefined;
  }
}
