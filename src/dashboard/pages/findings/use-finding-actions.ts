import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { answerOf, api } from '../../api/client.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { carryOutEach, type Carried } from './carry-out-each.js';
import type { FindingRow, FindingsPage } from './finding-queries.js';

type DismissCall = (typeof api.findings)[':id']['dismiss']['$post'];
/** Why and how far something is dismissed, as the API takes it. */
export type Dismissal = Parameters<DismissCall>[0]['json'];

/** What of a finding is needed to change it. */
export type Target = Pick<FindingRow, 'id' | 'handle' | 'repo' | 'pr_number'>;

interface Watch {
  onProgress?: (finished: number) => void;
  isStopped?: () => boolean;
}

const once = () => ({ headers: { 'Idempotency-Key': crypto.randomUUID() } });

/** Dismissing and reopening, of one or many, with what the pages show kept true; each says how it is taken back. */
export function useFindingActions() {
  const client = useQueryClient();

  /** Shows at once what the server has said; lists ask anew for the rest. */
  const show = useCallback(
    (target: Target, handles: readonly string[], state: FindingRow['state']) => {
      const isChanged = (row: FindingRow) =>
        row.id === target.id ||
        (row.repo === target.repo && row.pr_number === target.pr_number && handles.includes(row.handle));
      const changed = (page: FindingsPage): FindingsPage => ({
        ...page,
        items: page.items.map((row) => (isChanged(row) ? { ...row, state } : row)),
      });
      client.setQueriesData<InfiniteData<FindingsPage>>(
        { queryKey: ['inbox'] },
        (known) => known && { ...known, pages: known.pages.map(changed) },
      );
      client.setQueriesData<FindingsPage>({ queryKey: ['findings', 'newest'] }, (known) => known && changed(known));
    },
    [client],
  );

  const refresh = useCallback(() => {
    for (const key of ['findings', 'finding', 'review', 'overview', 'repos'])
      void client.invalidateQueries({ queryKey: [key] });
  }, [client]);

  const reopen = useCallback(
    async (targets: readonly Target[], watch: Watch = {}): Promise<Carried<Target>> => {
      const carried = await carryOutEach(targets, {
        ...watch,
        one: async (target) => {
          const call = api.findings[':id'].reopen.$post({ param: { id: target.id }, query: {} }, once());
          const { handles } = await answerOf(call);
          show(target, handles, 'open');
          return reachedOf(targets, target, handles);
        },
      });
      refresh();
      const [first] = carried.failed;
      if (first !== undefined) complain(first.error);
      if (carried.done.length > 0) say(words.findings.reopened(carried.done.map(({ handle }) => handle)));
      return carried;
    },
    [show, refresh],
  );

  const dismiss = useCallback(
    async (targets: readonly Target[], dismissal: Dismissal, watch: Watch = {}): Promise<Carried<Target>> => {
      const carried = await carryOutEach(targets, {
        ...watch,
        one: async (target) => {
          const asked = { param: { id: target.id }, query: {}, json: dismissal };
          const { handles } = await answerOf(api.findings[':id'].dismiss.$post(asked, once()));
          show(target, handles, 'dismissed');
          return reachedOf(targets, target, handles);
        },
      });
      refresh();
      const { done } = carried;
      if (done.length > 0) say(words.findings.dismissed(done.map(({ handle }) => handle)), () => void reopen(done));
      return carried;
    },
    [show, refresh, reopen],
  );

  return useMemo(() => ({ dismiss, reopen }), [dismiss, reopen]);
}

/** Which of them one call changed beside its own. */
function reachedOf(targets: readonly Target[], of: Target, handles: readonly string[]): Target[] {
  return targets.filter(
    ({ repo, pr_number: number, handle }) => repo === of.repo && number === of.pr_number && handles.includes(handle),
  );
}
