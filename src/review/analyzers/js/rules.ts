import type { SyntaxRule } from '../types.js';
import { JS_ADDRESS_RULES } from './address-rules.js';
import { JS_BUG_RULES } from './bug-rules.js';
import { JS_CODE_RULES } from './code-rules.js';
import { JS_CRYPTO_RULES } from './crypto-rules.js';
import { JS_FILE_RULES } from './file-rules.js';
import { JS_MARKUP_RULES } from './markup-rules.js';
import { JS_OBJECT_RULES } from './object-rules.js';
import { JS_SESSION_RULES } from './session-rules.js';
import { JS_SQL_RULES } from './sql-rules.js';

/** The rules for TypeScript and JavaScript, JSX included. */
export const JS_RULES: readonly SyntaxRule[] = [
  ...JS_SQL_RULES,
  ...JS_CODE_RULES,
  ...JS_MARKUP_RULES,
  ...JS_FILE_RULES,
  ...JS_ADDRESS_RULES,
  ...JS_OBJECT_RULES,
  ...JS_SESSION_RULES,
  ...JS_CRYPTO_RULES,
  ...JS_BUG_RULES,
];
