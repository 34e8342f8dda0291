import { signed, unsigned, type Code } from './wasm-module.ts';

/** The few WebAssembly instructions that the kernels use, as functions from operands to code. */
const joined =
  (...opcode: readonly number[]) =>
  (...operands: readonly Code[]): Code => [...operands.flat(), ...opcode];
const vector = (opcode: number) => joined(0xfd, ...unsigned(opcode));
const memory = (opcode: readonly number[], align: number, offset: number): number[] => [
  ...opcode,
  align,
  ...unsigned(offset),
];

export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: joined(0x6a),
  multiply: joined(0x6c),
  less: joined(0x48),
} as const;

/** Four 32-bit floats. */
export const f32x4 = {
  load: (address: Code, offset = 0): Code => [...address, ...memory([0xfd, 0x00], 2, offset)],
  /** One float, four times. */
  loadSplat: (address: Code, offset = 0): Code => [...address, ...memory([0xfd, 0x09], 2, offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...memory([0xfd, 0x0b], 2, offset),
  ],
  of: (value: number): Code => [
    0xfd,
    0x0c,
    ...Array.from({ length: 4 }, () => [...floatBytes(value)]).flat(),
  ],
  splat: vector(0x13),
  add: vector(0xe4),
  subtract: vector(0xe5),
  multiply: vector(0xe6),
  divide: vector(0xe7),
  root: vector(0xe3),
  least: vector(0xe8),
  most: vector(0xe9),
  nearest: vector(0x6a),
  greater: vector(0x44),
  and: vector(0x4e),
  /** a · b + c, rounded once or twice as the machine likes (relaxed SIMD). */
  relaxedMultiplyAdd: vector(0x105),
  multiplyAdd: (a: Code, b: Code, c: Code): Code => f32x4.add(f32x4.multiply(a, b), c),
} as const;

/** Four 32-bit integers, in the bits of {@link f32x4}. */
export const i32x4 = {
  of: (value: number): Code => [
    0xfd,
    0x0c,
    ...Array.from({ length: 4 }, () => [...integerBytes(value)]).flat(),
  ],
  /** The lower and the upper four of eight unsigned 16-bit integers. */
  lowOfHalves: vector(0xa9),
  highOfHalves: vector(0xaa),
  shiftLeft: vector(0xab),
  /** All bits where the first is greater, signed. */
  greater: vector(0x3b),
  and: vector(0x4e),
  or: vector(0x50),
} as const;

/** 2 to the power of whole numbers held as floats: the exponent bits are built directly. */
export function powerOfTwo(exponents: Code): Code {
  const toInteger = vector(0xf8);
  const add = vector(0xae);
  const shiftLeft = vector(0xab);
  const bias: Code = [...i32.of(127), 0xfd, 0x11];
  return shiftLeft(add(toInteger(exponents), bias), i32.of(23));
}

function integerBytes(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

function floatBytes(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}
