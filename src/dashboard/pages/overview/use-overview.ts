import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { endOfPeriodBefore, type Period } from '../../layout/period.js';

function read(query: { days: string; repo?: string | undefined; until?: string }) {
  return answerOf(api.analytics.$get({ query }));
}

export type Overview = Awaited<ReturnType<typeof read>>;

/** The figures of a period, and those of the one before it. */
export function useOverview(days: Period, repo: string | undefined) {
  const asked = { days: String(days), repo };
  const now = useQuery({ queryKey: ['overview', asked], queryFn: () => read(asked) });
  const until = endOfPeriodBefore(days);
  const before = useQuery({
    queryKey: ['overview', { ...asked, until }],
    queryFn: () => read({ ...asked, until }),
    staleTime: 300_000,
  });
  return { now, before };
}
