/** The server sent something that does not have the protocol's form. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

/**
 * Reads one object of the wire field by field and checks each field's type, so that what comes out can be trusted.
 * MessagePack sends nil for what JSON leaves out: both count as absent.
 */
export class WireReader {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #what: string;

  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new WireFormatError(`${what} is not an object`);
    }

    this.#fields = value as Record<string, unknown>;
    this.#what = what;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.#missing(name, 'text');
  }

  optionalText(name: string): string | undefined {
    const value = this.#get(name);
    return value === undefined || typeof value === 'string' ? value : this.#missing(name, 'text');
  }

  /** A whole number within ±(2^53 − 1). */
  integer(name: string): number {
    return this.optionalInteger(name) ?? this.#missing(name, 'a whole number');
  }

  optionalInteger(name: string): number | undefined {
    const value = this.#get(name);
    return value === undefined || Number.isSafeInteger(value) ? (value as number | undefined) : this.#missing(name, 'a whole number');
  }

  /** Any finite number. */
  number(name: string): number {
    const value = this.#get(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#missing(name, 'a number');
  }

  flag(name: string): boolean {
    const value = this.#get(name);
    return value === undefined || typeof value === 'boolean' ? value === true : this.#missing(name, 'true or false');
  }

  object(name: string): WireReader {
    return new WireReader(this.#get(name), `${this.#what}.${name}`);
  }

  /** An array; absent = empty. */
  list(name: string): readonly unknown[] {
    const value = this.#get(name) ?? [];
    return Array.isArray(value) ? value : this.#missing(name, 'a list');
  }

  /** An object of counts by name; absent = empty. A Map, because the names come from outside ("__proto__"). */
  counts(name: string): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [key, value] of Object.entries(this.#get(name) ?? {})) {
      if (!Number.isSafeInteger(value)) {
        this.#missing(`${name}.${key}`, 'a whole number');
      }

      counts.set(key, value as number);
    }

    return counts;
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? undefined) : undefined;
  }

  #missing(name: string, expected: string): never {
    throw new WireFormatError(`${this.#what}.${name} is not ${expected}`);
  }
}
