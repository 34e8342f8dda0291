/** Bytes of WebAssembly code. */
export type Code = readonly number[];
export const valueType = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
export type ValueType = (typeof valueType)[keyof typeof valueType];

/** A variable of a function: `get` pushes it. */
export interface Local {
  readonly get: Code;
  set(value: Code): Code;
}

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  do {
    out.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return out;
}

/** Signed LEB128. */
export function signed(value: number): number[] {
  const out: number[] = [];
  for (let rest = value | 0; ;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const done = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    out.push(done ? byte : byte | 0x80);
    if (done) return out;
  }
}

/** Collects the body of one exported function without a result. */
export class FunctionWriter {
  readonly body: number[] = [];
  private readonly locals: ValueType[] = [];

  constructor(
    readonly name: string,
    readonly parameters: readonly ValueType[],
  ) {}

  parameter(index: number): Local {
    return variable(index);
  }

  local(type: ValueType): Local {
    this.locals.push(type);
    return variable(this.parameters.length + this.locals.length - 1);
  }

  emit(...codes: readonly Code[]): void {
    for (const code of codes) this.body.push(...code);
  }

  /** `while (condition) { body }`, the condition an i32. */
  loop(condition: Code, body: () => void): void {
    const [block, loop, brIf, end, isZero, empty] = [0x02, 0x03, 0x0d, 0x0b, 0x45, 0x40];
    this.emit([block, empty], condition, [isZero, brIf, 0, loop, empty]);
    body();
    this.emit(condition, [brIf, 0, end, end]);
  }

  /** Type, then the function with its locals. */
  get bytes(): { readonly type: number[]; readonly code: number[] } {
    const declared = this.locals.flatMap((type) => [1, type]);
    const code = [...unsigned(this.locals.length), ...declared, ...this.body, 0x0b];
    return {
      type: [0x60, ...counted(this.parameters.map((type) => [type])), 0],
      code: [...unsigned(code.length), ...code],
    };
  }
}

/** A module of the given functions over one imported memory `env.memory` (WebAssembly core specification, chapter 5). */
export function moduleBytes(functions: readonly FunctionWriter[]): Uint8Array<ArrayBuffer> {
  const written = functions.map(({ bytes }) => bytes);
  const section = (id: number, content: Code): number[] => [id, ...unsigned(content.length), ...content];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, counted(written.map(({ type }) => type))),
    ...section(2, counted([[...name('env'), ...name('memory'), 2, 0, 1]])),
    ...section(3, counted(written.map((_, index) => unsigned(index)))),
    ...section(7, counted(functions.map((one, index) => [...name(one.name), 0, ...unsigned(index)]))),
    ...section(10, counted(written.map(({ code }) => code))),
  ]);
}

function variable(index: number): Local {
  return { get: [0x20, ...unsigned(index)], set: (value) => [...value, 0x21, ...unsigned(index)] };
}

function counted(parts: readonly Code[]): number[] {
  return [...unsigned(parts.length), ...parts.flat()];
}

function name(text: string): number[] {
  const bytes = new TextEncoder().encode(text);
  return [...unsigned(bytes.length), ...bytes];
}
