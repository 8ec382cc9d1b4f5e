import { MEMORY_TYPES, type MemoryType } from '../../../memory/types.js';
import { oneOf, textIn } from '../../layout/search-params.js';

/** Beside those that hold, which the page opens with. */
const TABS = ['candidates', 'stale', 'disabled', 'map'] as const;

export interface MemorySearch {
  tab?: (typeof TABS)[number];
  repo?: string;
  type?: MemoryType;
  q?: string;
}

/** What the address of the page may say. */
export const memorySearch = (search: Record<string, unknown>): MemorySearch => {
  const tab = oneOf(search.tab, TABS);
  const repo = textIn(search.repo);
  const type = oneOf(search.type, MEMORY_TYPES);
  const q = textIn(search.q);
  return {
    ...(tab === undefined ? {} : { tab }),
    ...(repo === undefined ? {} : { repo }),
    ...(type === undefined ? {} : { type }),
    ...(q === undefined ? {} : { q }),
  };
};
