import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { useMayWrite } from '../../api/repositories.js';
import { Button } from '../../ui/button.js';
import { Menu, MenuItem } from '../../ui/menu.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import type { ReviewDetail } from './review-queries.js';

const { rerun } = words.review;

/** Asks for a review of what the pull request is now, and goes to where it is seen while it runs. */
export function RerunButton({ of }: { of: ReviewDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const mayWrite = useMayWrite(of.repo);
  const start = useMutation({
    mutationFn: async (full: boolean) => {
      const once = { headers: { 'Idempotency-Key': crypto.randomUUID() } };
      const asked = { param: { id: of.id }, query: {}, json: { full } };
      const { execution_id: execution } = await answerOf(api.reviews[':id'].rerun.$post(asked, once));
      // A review that waits or runs is known by its run.
      return answerOf(api.executions[':id'].$get({ param: { id: execution }, query: {} }));
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['reviews'] });
      say(rerun.queued);
      void navigate({ to: '/reviews/$id', params: { id } });
    },
    onError: complain,
  });
  const why = whyNot(of, mayWrite);
  return (
    <>
      {why !== null && <span className="text-xs text-ink-soft">{why}</span>}
      <Button disabled={why !== null} busy={start.isPending} onClick={() => start.mutate(false)}>
        {rerun.again}
      </Button>
      {why === null && (
        <Menu label={rerun.more} trigger={<span aria-hidden="true">⋯</span>} className="size-8 justify-center">
          <MenuItem disabled={start.isPending} onSelect={() => start.mutate(true)}>
            {rerun.full}
          </MenuItem>
        </Menu>
      )}
    </>
  );
}

function whyNot({ pr_state: state, status }: ReviewDetail, mayWrite: boolean): string | null {
  if (!mayWrite) return rerun.needsWrite;
  if (state === 'closed') return rerun.isClosed;
  return status === 'done' ? null : rerun.isRunning;
}
