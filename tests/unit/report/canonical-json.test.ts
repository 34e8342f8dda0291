import { expect, test } from 'vitest';
import { AppError } from '../../../src/base/index.ts';
import { canonicalJson } from '../../../src/report/index.ts';

// RFC 8785, section 3.2.2 and 3.2.3: the input and the canonical form printed there.
test('the example of RFC 8785 comes out as printed', () => {
  const input = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`) as unknown;
  expect(canonicalJson(input)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

// RFC 8785, section 3.2.3: the order of these names by UTF-16 code units.
test('members are sorted by UTF-16 code units, as the RFC lists them', () => {
  const input = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  expect(Object.values(JSON.parse(canonicalJson(input)) as object)).toHaveLength(7);
  const order = [...canonicalJson(input).matchAll(/:"([^"]*)"/g)].map(([, value]) => value);
  expect(order).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

// RFC 8785, appendix B: IEEE 754 bits and their text.
test.each([
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
])('the number %s is %s', (bits, text) => {
  const number = new DataView(new Uint8Array(Buffer.from(bits, 'hex')).buffer).getFloat64(0);
  expect(canonicalJson(number)).toBe(text);
});

test('the order in which members were set does not matter, and undefined members are left out', () => {
  expect(canonicalJson({ b: 1, a: { d: undefined, c: [] } })).toBe(canonicalJson({ a: { c: [] }, b: 1 }));
});

test.each([
  [{ a: [1, NaN] }, '$.a[1]'],
  [{ a: Infinity }, '$.a'],
  [[undefined], '$[0]'],
  [{ when: new Date(0) }, '$.when'],
  [{ track: new Float32Array(2) }, '$.track'],
  [{ count: 1n }, '$.count'],
  ['\ud800', '$'],
])('what JSON cannot carry is refused by its place: %o', (value, place) => {
  expect(() => canonicalJson(value)).toThrow(AppError);
  expect(() => canonicalJson(value)).toThrow(place);
});
