import { ruleIds } from '../github/settings/settings-schema.js';
import { ruleCatalog, type CatalogRule } from '../review/analyzers/rule-catalog.js';
import { defineCommand } from './command-line.js';

const HELP = `nectr rules [--json]

Lists the rules by the ids that \`rules\` of .github/nectr.yml takes, with severity, tier, languages and title, and an example of what each
finds. Those of Claude stand for all that it finds in a category; it gives each finding a severity of its own.

The tier is what a rule rests on: the published format of a token, the syntax tree of a file, its lines, the files of a change together,
a value that is likely a secret, or Claude.
`;

type Listed = Omit<CatalogRule, 'severity' | 'category' | 'tier' | 'example'> & {
  severity: string | null;
  category: string | null;
  tier: CatalogRule['tier'] | 'Claude';
  example: string | null;
};

/** `nectr rules`. */
export const command = defineCommand({
  name: 'rules',
  help: HELP,
  options: { json: { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: null,
  run: async ({ json }) => {
    const rules = listedRules();
    process.stdout.write(json ? `${JSON.stringify(rules, null, 2)}\n` : table(rules));
  },
});

function listedRules(): Listed[] {
  const known = new Map(ruleCatalog().map((rule) => [rule.id, rule]));
  return ruleIds.map((id) => known.get(id) ?? ofClaude(id));
}

function ofClaude(id: string): Listed {
  return {
    id,
    title: 'found by Claude',
    severity: null,
    category: null,
    tier: 'Claude',
    languages: [],
    example: null,
  };
}

/** One line for each rule, so that `grep` finds what belongs together; lines of an example are joined. */
function table(rules: readonly Listed[]): string {
  const rows = rules.map(({ id, severity, tier, languages, title, example }) => [
    id,
    severity ?? '',
    tier,
    languages.length === 0 ? 'all languages' : languages.join(', '),
    title,
    (example ?? '').replaceAll(/\n\s*/g, ' ↵ '),
  ]);
  const widths = Array.from({ length: 5 }, (_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((text, column) => text.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
