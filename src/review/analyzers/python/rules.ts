import type { SyntaxRule } from '../types.js';
import { PYTHON_BUG_RULES } from './bug-rules.js';
import { PYTHON_CRYPTO_RULES } from './crypto-rules.js';
import { PYTHON_INJECTION_RULES } from './injection-rules.js';

/** The rules for Python. */
export const PYTHON_RULES: readonly SyntaxRule[] = [
  ...PYTHON_INJECTION_RULES,
  ...PYTHON_CRYPTO_RULES,
  ...PYTHON_BUG_RULES,
];
