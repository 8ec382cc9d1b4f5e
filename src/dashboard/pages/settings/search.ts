import { numberIn, oneOf } from '../../layout/search-params.js';

/** Beside the defaults of reviews, which the page opens with. */
const TABS = ['people', 'mcp', 'sessions'] as const;

export interface SettingsSearch {
  tab?: (typeof TABS)[number];
  installation?: number;
}

/** What the address of the page may say. */
export const settingsSearch = (search: Record<string, unknown>): SettingsSearch => {
  const tab = oneOf(search.tab, TABS);
  const installation = numberIn(search.installation);
  return { ...(tab === undefined ? {} : { tab }), ...(installation === undefined ? {} : { installation }) };
};
