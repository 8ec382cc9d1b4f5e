import { DEPENDENCY_RULES } from './dependencies/rules.js';
import { RULE_EXAMPLES } from './examples/rule-examples.js';
import { GO_RULES } from './go/rules.js';
import { JS_RULES } from './js/rules.js';
import { PYTHON_RULES } from './python/rules.js';
import { SECRET_RULES } from './secrets/rules.js';
import { TEST_RULES } from './tests/rules.js';
import type { RuleInfo } from './types.js';
import { WORKFLOW_RULES } from './workflow/rules.js';

/**
 * What a rule rests on, the surest first: the published `format` of a token, the `syntax` tree of a file, the `lines` of a
 * file, the names and changes of several `files`, or how `likely` a random-looking value is a secret.
 */
export type RuleTier = 'format' | 'syntax' | 'lines' | 'files' | 'likely';

export interface CatalogRule extends Pick<RuleInfo, 'id' | 'title' | 'severity' | 'category'> {
  tier: RuleTier;
  /** Empty: all. */
  languages: readonly string[];
  /** Code that the rule finds; digits and letters of a secret are left out. */
  example: string;
}

/** Every rule the analyzers know, for documents, settings and SARIF; ids are unique and stable. */
export function ruleCatalog(): CatalogRule[] {
  return [
    ...SECRET_RULES.map((rule) => entry(rule, rule.kind === 'format' ? 'format' : 'likely', [])),
    ...JS_RULES.map((rule) => entry(rule, 'syntax', ['TypeScript', 'JavaScript'])),
    ...PYTHON_RULES.map((rule) => entry(rule, 'syntax', ['Python'])),
    ...GO_RULES.map((rule) => entry(rule, 'syntax', ['Go'])),
    ...Object.values(WORKFLOW_RULES).map((rule) => entry(rule, 'lines', ['GitHub Actions'])),
    ...Object.values(DEPENDENCY_RULES).map((rule) => entry(rule, 'lines', ['npm', 'pip', 'Go modules'])),
    ...Object.values(TEST_RULES).map((rule) => entry(rule, 'files', ['TypeScript', 'JavaScript', 'Python', 'Go'])),
  ];
}

function entry({ id, title, severity, category }: RuleInfo, tier: RuleTier, languages: readonly string[]): CatalogRule {
  const example = (RULE_EXAMPLES[id]?.code ?? '').replaceAll(/\{[AUh9]\d+\}/g, '…');
  return { id, title, severity, category, tier, languages, example };
}
