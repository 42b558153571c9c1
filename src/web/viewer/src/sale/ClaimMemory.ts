/** A claim in a sale's waiting room: sent again with this, it is the same one. */
export interface LineClaim {
  readonly key: string;
  readonly currency: string;
}

/** Remembers the numbers of a person's claims for as long as the browser's tab lives, so that a reload loses no place. */
export class ClaimMemory {
  readonly #room: string;
  readonly #person: () => string | undefined;

  constructor(room: string, person: () => string | undefined) {
    this.#room = room;
    this.#person = person;
  }

  recall(saleId: string): number | undefined {
    const key = this.#key(saleId);
    try {
      const number = key === undefined ? Number.NaN : Number(sessionStorage.getItem(key) ?? Number.NaN);
      return Number.isSafeInteger(number) && number > 0 ? number : undefined;
    } catch {
      // Refused to pages in some private modes: a reload then shows the claim no more, and the server still has it.
      return undefined;
    }
  }

  /** @param claim Undefined = forget. */
  remember(saleId: string, claim: number | undefined): void {
    const key = this.#key(saleId);
    try {
      if (key !== undefined && claim !== undefined) {
        sessionStorage.setItem(key, String(claim));
      } else if (key !== undefined) {
        sessionStorage.removeItem(key);
      }
    } catch {
      // See recall.
    }
  }

  /** The claim that the person waits in line with, or undefined. */
  recallLine(saleId: string): LineClaim | undefined {
    const key = this.#key(saleId);
    try {
      const line: unknown = JSON.parse((key && sessionStorage.getItem(`${key}.line`)) ?? 'null');
      return typeof line === 'object' && line !== null && 'key' in line && 'currency' in line && typeof line.key === 'string' && typeof line.currency === 'string'
        ? { key: line.key, currency: line.currency }
        : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param line Undefined = forget. */
  rememberLine(saleId: string, line: LineClaim | undefined): void {
    const key = this.#key(saleId);
    try {
      if (key !== undefined && line) {
        sessionStorage.setItem(`${key}.line`, JSON.stringify(line));
      } else if (key !== undefined) {
        sessionStorage.removeItem(`${key}.line`);
      }
    } catch {
      // See recall: the person then presses again, and has the same place.
    }
  }

  #key(saleId: string): string | undefined {
    const person = this.#person();
    return person === undefined ? undefined : `crosslive.claim.${this.#room}.${person}.${saleId}`;
  }
}
