import { oneOf, textIn } from '../../layout/search-params.js';

export const EVENT_STATUSES = ['pending', 'processing', 'completed', 'failed', 'ignored'] as const;

export interface EventsSearch {
  status?: (typeof EVENT_STATUSES)[number];
  type?: string;
  repo?: string;
  /** The one that is looked at. */
  id?: string;
}

/** What the address of the page may say. */
export const eventsSearch = (search: Record<string, unknown>): EventsSearch => {
  const status = oneOf(search.status, EVENT_STATUSES);
  const type = textIn(search.type);
  const repo = textIn(search.repo);
  const id = textIn(search.id);
  return {
    ...(status === undefined ? {} : { status }),
    ...(type === undefined ? {} : { type }),
    ...(repo === undefined ? {} : { repo }),
    ...(id === undefined ? {} : { id }),
  };
};
