import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';

/** While it runs it is looked at beside what the stream tells. */
const LOOK_MS = 3000;

function oneReview(id: string) {
  return answerOf(api.reviews[':id'].$get({ param: { id }, query: {} }));
}

export type ReviewDetail = Awaited<ReturnType<typeof oneReview>>;

/** A review by its id, or by that of its run while there is no other. */
export const reviewOf = (id: string) =>
  queryOptions({
    queryKey: ['review', id],
    queryFn: () => oneReview(id),
    refetchInterval: ({ state }) => (state.data !== undefined && state.data.status !== 'done' ? LOOK_MS : false),
  });

const MOST_ROUNDS = 50;

/** All reviews of one pull request, newest first. */
export const reviewsOfPull = ({ repo, pr_number: number }: Pick<ReviewDetail, 'repo' | 'pr_number'>) =>
  queryOptions({
    queryKey: ['reviews', 'pull', repo, number],
    queryFn: async () => {
      const query = { repo, q: `#${number}`, limit: MOST_ROUNDS };
      const { items } = await answerOf(api.reviews.$get({ query }));
      // Titles that name the number are found too.
      return items.filter((row) => row.pr_number === number);
    },
  });

/** The address of the repository on the code host. Pure. */
export const repositoryUrlOf = ({ url }: Pick<ReviewDetail, 'url'>): string => url.split('/pull/')[0] ?? url;
