import type { SyntaxRule } from '../types.js';
import { JS_BUG_RULES } from './bug-rules.js';
import { JS_CRYPTO_RULES } from './crypto-rules.js';
import { JS_INJECTION_RULES } from './injection-rules.js';

/** The rules for TypeScript and JavaScript, JSX included. */
export const JS_RULES: readonly SyntaxRule[] = [...JS_INJECTION_RULES, ...JS_CRYPTO_RULES, ...JS_BUG_RULES];
