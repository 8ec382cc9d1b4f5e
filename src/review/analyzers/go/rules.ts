import type { SyntaxRule } from '../types.js';
import { GO_BUG_RULES } from './bug-rules.js';
import { GO_CRYPTO_RULES } from './crypto-rules.js';
import { GO_COMMAND_RULES } from './command-rules.js';
import { GO_SQL_RULES } from './sql-rules.js';
import { GO_WEB_RULES } from './web-rules.js';

/** The rules for Go. */
export const GO_RULES: readonly SyntaxRule[] = [
  ...GO_SQL_RULES,
  ...GO_COMMAND_RULES,
  ...GO_WEB_RULES,
  ...GO_CRYPTO_RULES,
  ...GO_BUG_RULES,
];
