import type { SyntaxRule } from '../types.js';
import { PYTHON_BUG_RULES } from './bug-rules.js';
import { PYTHON_CONFIG_RULES } from './config-rules.js';
import { PYTHON_CRYPTO_RULES } from './crypto-rules.js';
import { PYTHON_COMMAND_RULES } from './command-rules.js';
import { PYTHON_SQL_RULES } from './sql-rules.js';
import { PYTHON_WEB_RULES } from './web-rules.js';

/** The rules for Python. */
export const PYTHON_RULES: readonly SyntaxRule[] = [
  ...PYTHON_SQL_RULES,
  ...PYTHON_COMMAND_RULES,
  ...PYTHON_WEB_RULES,
  ...PYTHON_CRYPTO_RULES,
  ...PYTHON_CONFIG_RULES,
  ...PYTHON_BUG_RULES,
];
