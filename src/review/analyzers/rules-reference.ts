import { groupBy } from '../group-by.js';
import { ruleCatalog, type CatalogRule } from './rule-catalog.js';
import type { RuleInfo } from './types.js';

const GROUPS: Readonly<Record<string, string>> = {
  secrets: 'Secrets',
  js: 'TypeScript and JavaScript',
  py: 'Python',
  go: 'Go',
  workflow: 'GitHub Actions',
  dependencies: 'Dependencies',
  tests: 'Tests',
};
const HEAD = `# Rules

What Nectr finds without a model. Certain hits are posted as comments; leads are worth a look, and posted only where Claude confirms them;
a rule of both says of each hit which it is. \`rules\` of \`.github/nectr.yml\` changes the severity of a rule by its id, or switches it off.

Made by \`nectr rules --markdown\`.
`;

const OF_THE_PAST = `What the past of the repository and its open pull requests tell;
[what is known, and how sure](graph.md) has the thresholds.`;

/**
 * The reference of all rules in Markdown, as committed in `.github/docs/rules.md`; `past` are those that speak of the
 * repository's past.
 */
export function rulesReference(past: readonly RuleInfo[]): string {
  const groups = groupBy(ruleCatalog(), ({ id }) => id.split('/')[0] ?? '');
  const parts = [...groups].map(([group, rules]) => `## ${GROUPS[group] ?? group}\n\n${rules.map(section).join('\n')}`);
  const history = `## History\n\n${OF_THE_PAST}\n\n${past.map(sectionOfPast).join('\n')}`;
  return `${HEAD}\n${[...parts, history].join('\n')}`;
}

function sectionOfPast({ id, title, body, severity, tier = 'certain' }: RuleInfo): string {
  return `### \`${id}\`\n\n${title} · ${severity} · ${tier} · all files\n\n${body}\n`;
}

function section({ id, title, body, severity, tier, languages, example }: CatalogRule): string {
  const facts = [
    severity,
    tier === 'both' ? 'certain or lead' : tier,
    languages.length === 0 ? 'all files' : languages.join(', '),
  ];
  return `### \`${id}\`\n\n${title} · ${facts.join(' · ')}\n\n${body}\n\n\`\`\`\`\n${example.trim()}\n\`\`\`\`\n`;
}
