import { ruleIds } from '../github/settings/settings-schema.js';
import { ruleCatalog } from '../review/analyzers/rule-catalog.js';
import { defineCommand } from './command-line.js';

const HELP = `nectr rules [--json]

Lists the rules by the ids that \`rules\` of .github/nectr.yml takes, with severity, category and title. Those of Claude stand for all
that it finds in a category; it gives each finding a severity of its own.
`;

/** `nectr rules`. */
export const command = defineCommand({
  name: 'rules',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: null,
  run: async ({ json }) => {
    const known = new Map(ruleCatalog().map((rule) => [rule.id, rule]));
    const rules = ruleIds.map(
      (id) => known.get(id) ?? { id, severity: null, category: null, title: 'found by Claude' },
    );
    process.stdout.write(json ? `${JSON.stringify(rules, null, 2)}\n` : table(rules));
  },
});

function table(rules: readonly { id: string; severity: string | null; title: string }[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  return rules
    .map(({ id, severity, title }) => `${id.padEnd(width)}  ${(severity ?? '').padEnd(10)}  ${title}\n`)
    .join('');
}
