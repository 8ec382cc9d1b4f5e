import type { SyntaxRule } from '../types.js';

export const PYTHON_RULES: readonly SyntaxRule[] = [];
