import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import { counted } from '../../format/number.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { InboxEvent } from './event-queries.js';

/** Gives a failed event, or its failed runs, another try. */
export function useRedrive() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      answerOf(
        api.events[':id'].redrive.$post(
          { param: { id }, query: {} },
          { headers: { 'Idempotency-Key': crypto.randomUUID() } },
        ),
      ),
    onSuccess: ({ execution_ids: runs, refused }) => {
      if (refused.length > 0) complain(new Error(refused.join(' ')));
      else say(runs.length === 0 ? words.events.again : words.events.runsAgain(counted(runs.length, words.events.run)));
    },
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: ['events'] }),
  });
}

/** Whether there is something to try again. Pure. */
export const isDead = ({ status, runs }: Pick<InboxEvent, 'status' | 'runs'>): boolean =>
  status === 'failed' || runs.some((run) => run.status === 'failed' || run.status === 'timeout');
