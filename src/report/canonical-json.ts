import { AppError } from '../base/index.ts';

/**
 * One text for one value: JSON by RFC 8785 (JCS): members sorted by UTF-16 code units, no white space, numbers and
 * strings as ECMAScript writes them. A member whose value is undefined is left out, as `JSON.stringify` does.
 * @throws AppError 'input-invalid' naming the place of anything that JSON cannot carry: NaN, infinity, half a surrogate
 *   pair, a class instance, a function, undefined in a list
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'boolean':
      return String(value);
    case 'number':
      if (!Number.isFinite(value)) throw notJson(path, 'a number that is not finite');
      return JSON.stringify(value);
    case 'string':
      if (!isWellFormed(value)) throw notJson(path, 'half a surrogate pair');
      return JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return writeList(value, path);
      return writeObject(value as Record<string, unknown>, path);
    default:
      throw notJson(path, `a ${typeof value}`);
  }
}

function writeList(list: readonly unknown[], path: string): string {
  return `[${list.map((item, index) => write(item, `${path}[${index}]`)).join(',')}]`;
}

function writeObject(object: Record<string, unknown>, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw notJson(path, 'an object of a class');
  const members = Object.keys(object)
    .filter((name) => object[name] !== undefined)
    // The default order of `sort` is by UTF-16 code units, as the RFC asks.
    .sort()
    .map((name) => `${write(name, path)}:${write(object[name], `${path}.${name}`)}`);
  return `{${members.join(',')}}`;
}

/** `String.prototype.isWellFormed`, which ES2023 does not have yet. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function notJson(path: string, what: string): AppError {
  return new AppError('input-invalid', `${path} holds ${what}, which JSON cannot carry.`, {
    details: { path },
  });
}
