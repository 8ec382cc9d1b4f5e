import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ruleCatalog } from '../../../src/review/analyzers/rule-catalog.js';
import { rulesReference } from '../../../src/review/analyzers/rules-reference.js';

const committed = readFileSync(new URL('../../../.github/docs/rules.md', import.meta.url), 'utf8');

it('is committed as the rules have it', () => {
  expect(
    committed === rulesReference(),
    'Out of date: npm run -s build && node dist/src/cli.js rules --markdown > .github/docs/rules.md',
  ).toBe(true);
});

it('says of each rule its title, why, severity, tier and an example', () => {
  for (const { id, title, body, severity, example } of ruleCatalog()) {
    const [, section = ''] = rulesReference().split(`### \`${id}\`\n`);
    const own = section.split('\n### ')[0] ?? '';
    expect(own).toContain(`${title} · ${severity} · `);
    expect(own).toContain(body);
    expect(own).toContain(example.trim());
  }
});
