import { countOf } from '../../words/count-of.js';
import type { ContractChange } from './types.js';

/** `; at least 7 callers, 2 of them not in this change`; empty: none is known. */
export function callersText({ callers }: Pick<ContractChange, 'callers'>): string {
  if (callers === undefined) return '';
  const { count, outside } = callers;
  const all = `; at least ${countOf(count, 'caller')}`;
  if (outside === 0) return `${all}, all in this change`;
  return outside === count ? `${all}, not in this change` : `${all}, ${outside} of them not in this change`;
}
