import { ruleIds } from '../github/settings/settings-schema.js';
import { ruleCatalog, type CatalogRule } from '../review/analyzers/rule-catalog.js';
import { HISTORY_RULES } from '../review/history/history-rules.js';
import type { RuleInfo } from '../review/analyzers/types.js';
import { rulesReference } from '../review/analyzers/rules-reference.js';
import { columns } from './columns.js';
import { defineCommand } from './command-line.js';

const HELP = `nectr rules [--json | --markdown]

Lists the rules by the ids that \`rules\` of .github/nectr.yml takes, with severity, tier, languages and title, and an example of what each
finds. Those of Claude stand for all that it finds in a category; it gives each finding a severity of its own. --markdown prints the
reference of this repository, with the reason for each rule.

The tier is how sure the hits of a rule are: certain ones are posted; leads are worth a look, and posted only where Claude confirms them;
of both, each hit says which it is.
`;

type Listed = Omit<CatalogRule, 'body' | 'severity' | 'category' | 'tier' | 'example'> & {
  severity: string | null;
  category: string | null;
  tier: CatalogRule['tier'] | 'Claude';
  example: string | null;
};

/** `nectr rules`. */
export const command = defineCommand({
  name: 'rules',
  help: HELP,
  options: { json: { type: 'boolean', default: false }, markdown: { type: 'boolean', default: false } },
  mostArguments: 0,
  envFile: null,
  run: async ({ json, markdown }) => {
    const rules = listedRules();
    if (markdown) process.stdout.write(rulesReference(Object.values(HISTORY_RULES)));
    else process.stdout.write(json ? `${JSON.stringify(rules, null, 2)}\n` : table(rules));
  },
});

function listedRules(): Listed[] {
  const known = new Map(ruleCatalog().map(({ body: _why, ...rule }) => [rule.id, rule]));
  const past = new Map<string, Listed>(Object.values(HISTORY_RULES).map((rule) => [rule.id, ofHistory(rule)]));
  return ruleIds.map((id) => known.get(id) ?? past.get(id) ?? ofClaude(id));
}

function ofHistory({ body: _why, ...rule }: RuleInfo): Listed {
  return { ...rule, tier: rule.tier ?? 'certain', languages: [], example: null };
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
  return columns(rows);
}
