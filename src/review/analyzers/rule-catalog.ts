import { DEPENDENCY_RULES } from './dependencies/rules.js';
import { GO_RULES } from './go/rules.js';
import { JS_RULES } from './js/rules.js';
import { PYTHON_RULES } from './python/rules.js';
import { SECRET_RULES } from './secrets/rules.js';
import { TEST_RULES } from './tests/rules.js';
import type { RuleInfo } from './types.js';
import { WORKFLOW_RULES } from './workflow/rules.js';

/** Every rule the analyzers know, for documents, settings and SARIF; ids are unique and stable. */
export function ruleCatalog(): Pick<RuleInfo, 'id' | 'title' | 'severity' | 'category'>[] {
  return [
    ...SECRET_RULES,
    ...JS_RULES,
    ...PYTHON_RULES,
    ...GO_RULES,
    ...Object.values(WORKFLOW_RULES),
    ...Object.values(DEPENDENCY_RULES),
    ...Object.values(TEST_RULES),
  ].map(({ id, title, severity, category }) => ({ id, title, severity, category }));
}
