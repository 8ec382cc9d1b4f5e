import type { SyntaxRule } from '../types.js';
import { GO_BUG_RULES } from './bug-rules.js';
import { GO_CRYPTO_RULES } from './crypto-rules.js';
import { GO_INJECTION_RULES } from './injection-rules.js';

/** The rules for Go. */
export const GO_RULES: readonly SyntaxRule[] = [...GO_INJECTION_RULES, ...GO_CRYPTO_RULES, ...GO_BUG_RULES];
