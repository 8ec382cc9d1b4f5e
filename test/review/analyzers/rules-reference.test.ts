import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ruleIds } from '../../../src/github/settings/settings-schema.js';
import { ruleCatalog } from '../../../src/review/analyzers/rule-catalog.js';
import { rulesReference } from '../../../src/review/analyzers/rules-reference.js';
import { HISTORY_RULES } from '../../../src/review/history/history-rules.js';

const reference = rulesReference(Object.values(HISTORY_RULES));
const committed = readFileSync(new URL('../../../.github/docs/rules.md', import.meta.url), 'utf8');

it('is committed as the rules have it', () => {
  expect(
    committed === reference,
    'Out of date: npm run -s build && node dist/src/cli.js rules --markdown > .github/docs/rules.md',
  ).toBe(true);
});

it('says of each rule its title, why, severity, tier and an example', () => {
  for (const { id, title, body, severity, example } of ruleCatalog()) {
    const [, section = ''] = reference.split(`### \`${id}\`\n`);
    const own = section.split('\n### ')[0] ?? '';
    expect(own).toContain(`${title} · ${severity} · `);
    expect(own).toContain(body);
    expect(own).toContain(example.trim());
  }
});

it('says of the rules of the past how sure they are', () => {
  const { partner, undone, collision } = HISTORY_RULES;
  expect(reference).toContain(
    `### \`${partner.id}\`\n\n${partner.title} · minor · lead · all files\n\n${partner.body}\n`,
  );
  for (const { id, title, body } of [undone, collision])
    expect(reference).toContain(`### \`${id}\`\n\n${title} · minor · certain · all files\n\n${body}\n`);
});

it('has every rule that the settings take, but those of Claude', () => {
  const listed = new Set([...reference.matchAll(/^### `(.+)`$/gm)].map(([, id]) => id));
  expect(ruleIds.filter((id) => !listed.has(id) && !id.startsWith('claude/'))).toEqual([]);
});
