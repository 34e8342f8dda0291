import { AppError } from '../base/index.ts';

/** Looks at a value from outside; throws AppError 'input-invalid' naming the place where it is not as expected. */
export type Shape = (value: unknown, path: string) => void;

const when =
  (isRight: (value: unknown) => boolean, what: string): Shape =>
  (value, path) => {
    if (!isRight(value)) throw wrong(path, what);
  };

export const text = when((v) => typeof v === 'string', 'a text');
export const number = when((v) => typeof v === 'number' && Number.isFinite(v), 'a number');
export const count = when((v) => Number.isSafeInteger(v) && (v as number) >= 0, 'a whole number');
export const truth = when((v) => typeof v === 'boolean', 'true or false');
export const sha256Text = when((v) => typeof v === 'string' && /^[0-9a-f]{64}$/.test(v), 'a SHA-256');
export const instant = when(
  (v) => Number.isFinite(v) && Math.abs(v as number) <= 8.64e15,
  'a time in milliseconds since 1970',
);
export const anything: Shape = () => {};
export const matching = (pattern: RegExp, what: string): Shape =>
  when((v) => typeof v === 'string' && pattern.test(v), what);
export const oneOf = (...allowed: unknown[]): Shape =>
  when((v) => allowed.includes(v), `one of ${allowed.map(String).join(', ')}`);

export const orNull =
  (shape: Shape): Shape =>
  (value, path) => {
    if (value !== null) shape(value, path);
  };

export const listOf =
  (shape: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) throw wrong(path, 'a list');
    value.forEach((item, index) => shape(item, `${path}[${index}]`));
  };

export const mapOf =
  (shape: Shape): Shape =>
  (value, path) => {
    for (const [name, item] of Object.entries(asObject(value, path))) shape(item, `${path}.${name}`);
  };

/** An object with at least these members. */
export const fields =
  (shapes: Readonly<Record<string, Shape>>): Shape =>
  (value, path) => {
    const object = asObject(value, path);
    for (const [name, shape] of Object.entries(shapes)) shape(object[name], `${path}.${name}`);
  };

function asObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(path, 'an object');
  return value as Record<string, unknown>;
}

function wrong(path: string, what: string): AppError {
  return new AppError('input-invalid', `${path} is not ${what}.`, { details: { path } });
}
