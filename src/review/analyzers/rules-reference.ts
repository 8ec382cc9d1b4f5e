import { groupBy } from '../group-by.js';
import { ruleCatalog, type CatalogRule } from './rule-catalog.js';

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

/** The reference of all rules in Markdown, as committed in `.github/docs/rules.md`. */
export function rulesReference(): string {
  const groups = groupBy(ruleCatalog(), ({ id }) => id.split('/')[0] ?? '');
  const parts = [...groups].map(([group, rules]) => `## ${GROUPS[group] ?? group}\n\n${rules.map(section).join('\n')}`);
  return `${HEAD}\n${parts.join('\n')}`;
}

function section({ id, title, body, severity, tier, languages, example }: CatalogRule): string {
  const facts = [
    severity,
    tier === 'both' ? 'certain or lead' : tier,
    languages.length === 0 ? 'all files' : languages.join(', '),
  ];
  return `### \`${id}\`\n\n${title} · ${facts.join(' · ')}\n\n${body}\n\n\`\`\`\`\n${example.trim()}\n\`\`\`\`\n`;
}
