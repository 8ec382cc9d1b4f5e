import type { SyntaxRule } from '../types.js';

export const GO_RULES: readonly SyntaxRule[] = [];
