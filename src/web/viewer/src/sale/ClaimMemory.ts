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

  #key(saleId: string): string | undefined {
    const person = this.#person();
    return person === undefined ? undefined : `crosslive.claim.${this.#room}.${person}.${saleId}`;
  }
}
