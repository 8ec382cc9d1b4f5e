import { DEPENDENCY_RULES } from './dependencies/rules.js';
import { RULE_EXAMPLES } from './examples/rule-examples.js';
import { GO_RULES } from './go/rules.js';
import { JS_RULES } from './js/rules.js';
import { PYTHON_RULES } from './python/rules.js';
import { SECRET_RULES } from './secrets/rules.js';
import { TEST_RULES } from './tests/rules.js';
import type { Tier } from '../types.js';
import type { RuleInfo } from './types.js';
import { WORKFLOW_RULES } from './workflow/rules.js';

/** How sure the hits of a rule are: `certain` ones are posted, leads are not; `both`: each hit says it of itself. */
export type RuleTier = Tier | 'both';

export interface CatalogRule extends Pick<RuleInfo, 'id' | 'title' | 'body' | 'severity' | 'category'> {
  tier: RuleTier;
  /** Empty: all. */
  languages: readonly string[];
  /** Code that the rule finds; digits and letters of a secret are left out. */
  example: string;
}

/** Every rule the analyzers know, for documents, settings and SARIF; ids are unique and stable. */
export function ruleCatalog(): CatalogRule[] {
  return [
    ...SECRET_RULES.map((rule) => entry(rule, [])),
    ...JS_RULES.map((rule) => entry(rule, ['TypeScript', 'JavaScript'])),
    ...PYTHON_RULES.map((rule) => entry(rule, ['Python'])),
    ...GO_RULES.map((rule) => entry(rule, ['Go'])),
    ...Object.values(WORKFLOW_RULES).map((rule) => entry(rule, ['GitHub Actions'])),
    ...Object.values(DEPENDENCY_RULES).map((rule) => entry(rule, ['npm', 'pip', 'Go modules'])),
    ...Object.values(TEST_RULES).map((rule) => entry(rule, ['TypeScript', 'JavaScript', 'Python', 'Go'])),
  ];
}

function entry(rule: RuleInfo, languages: readonly string[]): CatalogRule {
  const { id, title, body, severity, category, tier = 'certain', tiers = tier } = rule;
  const example = (RULE_EXAMPLES[id]?.code ?? '').replaceAll(/\{[AUh9]\d+\}/g, '…');
  return { id, title, body, severity, category, tier: tiers, languages, example };
}
