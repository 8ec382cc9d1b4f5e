import { CHANGE_EXAMPLES } from './change-examples.js';
import { GO_EXAMPLES } from './go-examples.js';
import { JS_EXAMPLES } from './js-examples.js';
import { PYTHON_EXAMPLES } from './python-examples.js';
import type { RuleExample } from './rule-example.js';
import { SECRET_EXAMPLES } from './secrets-examples.js';
import { WORKFLOW_EXAMPLES } from './workflow-examples.js';

/** A fault that each rule finds, by its id. */
export const RULE_EXAMPLES: Readonly<Record<string, RuleExample>> = {
  ...SECRET_EXAMPLES,
  ...JS_EXAMPLES,
  ...PYTHON_EXAMPLES,
  ...GO_EXAMPLES,
  ...WORKFLOW_EXAMPLES,
  ...CHANGE_EXAMPLES,
};
