/** A clip, as the server tells of it. Times are of the server's clock, ms since 1970. */
export interface Clip {
  id: string;
  title: string;
  startUnixMs: number;
  durationMs: number;
  bytes: number;
  hasThumbnail: boolean;
  problem: string | null;
}

export interface ClipList {
  inUnixMs: number | null;
  clips: readonly Clip[];
}

/** A recording, as the server tells of it. */
export interface Recording {
  id: string;
  startUnixMs: number;
  durationMs: number;
  bytes: number;
  /** It is being written. */
  open: boolean;
}

export interface RecordingList {
  /** "elsewhere": another process has the stream, and records it. */
  state: string;
  process: string | null;
  recordings: readonly Recording[];
}

/** What the server refused, in its words. */
export class ClipRefusal extends Error {}

/** The room's recordings and clips over HTTP, for operators. */
export class ClipApi {
  readonly #stream: string;
  readonly #headers: Record<string, string>;

  /** @param token An operator's. */
  constructor(room: string, token: string) {
    this.#stream = `/api/rooms/${encodeURIComponent(room)}/stream`;
    this.#headers = { Authorization: `Bearer ${token}` };
  }

  async isRecorded(): Promise<boolean> {
    return ((await (await this.#ask('GET', '/recordings')).json()) as { enabled: boolean }).enabled;
  }

  async setRecorded(enabled: boolean): Promise<void> {
    await this.#ask('PUT', '/recording', { enabled });
  }

  async recordings(): Promise<RecordingList> {
    return (await (await this.#ask('GET', '/recordings')).json()) as RecordingList;
  }

  async removeRecording(id: string): Promise<void> {
    await this.#ask('DELETE', `/recordings/${id}`);
  }

  /** Addresses of a recording that whoever has them may play: a page, and the file. */
  async replay(id: string): Promise<{ page: string; path: string }> {
    return (await (await this.#ask('POST', `/recordings/${id}/replay`)).json()) as { page: string; path: string };
  }

  async list(): Promise<ClipList> {
    return (await (await this.#ask('GET', '/clips')).json()) as ClipList;
  }

  /** @param behindMs How far the picture is behind that is marked by. */
  async markIn(behindMs: number): Promise<number> {
    return ((await (await this.#ask('POST', '/clips/in', { behindMs })).json()) as { inUnixMs: number }).inUnixMs;
  }

  async make(behindMs: number): Promise<Clip> {
    return (await (await this.#ask('POST', '/clips', { behindMs })).json()) as Clip;
  }

  async remove(id: string): Promise<void> {
    await this.#ask('DELETE', `/clips/${id}`);
  }

  async file(id: string): Promise<Blob> {
    return (await this.#ask('GET', `/clips/${id}`)).blob();
  }

  async thumbnail(id: string): Promise<Blob> {
    return (await this.#ask('GET', `/clips/${id}/thumbnail`)).blob();
  }

  async #ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = body === undefined ? this.#headers : { ...this.#headers, 'Content-Type': 'application/json' };
    const answer = await fetch(this.#stream + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!answer.ok) {
      const problem = (await answer.json().catch(() => undefined)) as { detail?: string } | undefined;
      throw new ClipRefusal(problem?.detail ?? `HTTP ${answer.status}`);
    }

    return answer;
  }
}
