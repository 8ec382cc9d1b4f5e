import { describe, expect, it } from 'vitest';
import { maskValues } from '../../../src/review/analyzers/mask-values.js';

const TOKEN = `ghp_${'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb7c'}`;

describe('maskValues', () => {
  it('gives back what holds no credential as it is', () => {
    const value = { a: [1, null, { b: 'text' }], at: new Date(0), on: true, none: undefined };
    expect(maskValues(value)).toBe(value);
  });

  it('masks strings and names wherever they stand, and leaves the value it was given', () => {
    const at = new Date(0);
    const value = { a: [`x ${TOKEN}`, { [TOKEN]: TOKEN }], n: 1, at };
    expect(maskValues(value)).toEqual({ a: ['x [masked]', { '[masked]': '[masked]' }], n: 1, at });
    expect(value.a[0]).toContain(TOKEN);
  });

  it('keeps the place of a finding', () => {
    const value = { path: `keys/${TOKEN}.txt`, title: TOKEN };
    expect(maskValues(value)).toEqual({ path: value.path, title: '[masked]' });
  });

  it('keeps a name that has a meaning for objects', () => {
    const value: unknown = JSON.parse(`{"__proto__":{"a":1},"t":"${TOKEN}"}`);
    expect(JSON.stringify(maskValues(value))).toBe('{"__proto__":{"a":1},"t":"[masked]"}');
  });
});
