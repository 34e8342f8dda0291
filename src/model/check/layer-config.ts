/** A network cannot be what its model.json says. `message` completes "model.json …". */
export class Misbuilt extends Error {
  override readonly name = 'Misbuilt';
}

export type Fields = Readonly<Record<string, unknown>>;

/** @throws Misbuilt when it is not a record */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misbuilt(`has no ${what}`);
  return value as Fields;
}

/** @throws Misbuilt when it is not a list, or one beyond `limit` */
export function listOf(value: unknown, what: string, limit = 4096): readonly unknown[] {
  if (!Array.isArray(value) || value.length > limit) throw new Misbuilt(`has no ${what}`);
  return value;
}

export function isSide(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) > 0 && (value as number) <= 1 << 24;
}

/** The configuration of one layer, read with Keras' defaults. Each reader throws {@link Misbuilt}. */
export class LayerConfig {
  readonly #fields: Fields;
  readonly #layer: string;

  constructor(fields: Fields, layer: string) {
    this.#fields = fields;
    this.#layer = layer;
  }

  /** A whole number above 0. */
  count(key: string): number {
    const value = this.#fields[key];
    if (!isSide(value)) throw this.wrong(key);
    return value;
  }

  /** Two whole numbers above 0, or one for both. */
  pair(key: string, fallback?: readonly [number, number]): readonly [number, number] {
    const value = this.#fields[key] ?? fallback;
    const [first, second] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    if (!isSide(first) || !isSide(second)) throw this.wrong(key);
    return [first, second];
  }

  sides(key: string): readonly number[] {
    const value = this.#fields[key];
    if (!Array.isArray(value) || !value.every(isSide)) throw this.wrong(key);
    return value;
  }

  flag(key: string, fallback: boolean): boolean {
    const value = this.#fields[key] ?? fallback;
    if (typeof value !== 'boolean') throw this.wrong(key);
    return value;
  }

  /** One of `allowed`; the first when it is not given. */
  choice<T extends string>(key: string, ...allowed: readonly [T, ...T[]]): T {
    const value = this.#fields[key] ?? allowed[0];
    if (!allowed.includes(value as T)) throw this.wrong(key);
    return value as T;
  }

  value(key: string): unknown {
    return this.#fields[key];
  }

  wrong(key: string): Misbuilt {
    return new Misbuilt(`gives the layer ${this.#layer} a "${key}" that Vigil cannot build`);
  }
}
