import { expect, it } from 'vitest';
import { linguistOf } from '../../../src/syntax/paths/linguist.js';

const says = (text: string, path: string, steps = 10_000) =>
  linguistOf([{ path: '.gitattributes', text }])(path, { steps });

it.each([
  ['gen/** linguist-generated', 'gen/a.ts', 'generated'],
  ['gen/** linguist-generated=true', 'gen/a.ts', 'generated'],
  ['gen/** linguist-vendored', 'gen/a.ts', 'vendored'],
  ['gen/** linguist-generated\ngen/own.ts -linguist-generated', 'gen/own.ts', null],
  ['gen/** linguist-generated\ngen/own.ts linguist-generated=false', 'gen/own.ts', null],
  ['"my gen/**" text linguist-generated', 'my gen/a.ts', 'generated'],
  ['# gen/** linguist-generated', 'gen/a.ts', null],
  ['gen/** text eol=lf', 'gen/a.ts', null],
])('%j of %s: %s', (text, path, expected) => expect(says(text, path)).toBe(expected));

it('takes five hundred rules, those nearest to the root', () => {
  const many = (folder: string) => ({ path: `${folder}.gitattributes`, text: 'x linguist-generated\n'.repeat(499) });
  const rules = linguistOf([
    { path: 'deep/.gitattributes', text: 'a.ts linguist-generated\nb.ts linguist-generated' },
    many(''),
  ]);
  expect(rules('deep/a.ts', { steps: 10_000 })).toBe('generated');
  expect(rules('deep/b.ts', { steps: 10_000 })).toBeNull();
});

it('ends once its steps are spent, whatever is left to be looked at', () => {
  const budget = { steps: 100 };
  const rules = linguistOf([
    { path: '.gitattributes', text: `*.ts linguist-generated\n${'x/y linguist-generated\n'.repeat(400)}` },
  ]);
  expect(rules('a.ts', { steps: 10_000 })).toBe('generated');
  expect(rules('a.ts', budget)).toBeNull();
  expect(budget.steps).toBeGreaterThan(-1000);
});
