import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

function read(id: number) {
  return answerOf(api.installations[':id'].budgets.$get({ param: { id: String(id) }, query: {} }));
}

export type Budgets = Awaited<ReturnType<typeof read>>;

/** The budgets of an installation, by its id. */
export const budgetsQuery = (id: number) =>
  queryOptions({ queryKey: ['usage', 'budgets', id], queryFn: () => read(id) });
