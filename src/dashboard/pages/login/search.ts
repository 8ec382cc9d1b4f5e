import { textIn } from '../../layout/search-params.js';

/** Where to go after signing in, and why the last try failed. */
export const loginSearch = (search: Record<string, unknown>): { return_to?: string; error?: string } => {
  const returnTo = textIn(search.return_to);
  const error = textIn(search.error);
  return { ...(returnTo === undefined ? {} : { return_to: returnTo }), ...(error === undefined ? {} : { error }) };
};
