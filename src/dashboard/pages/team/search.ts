import { textIn } from '../../layout/search-params.js';

/** `?repo=` and the folder of it that is looked into. */
export const teamSearch = (search: Record<string, unknown>): { repo?: string; folder?: string } => {
  const repo = textIn(search.repo);
  const folder = textIn(search.folder);
  return { ...(repo === undefined ? {} : { repo }), ...(folder === undefined ? {} : { folder }) };
};
