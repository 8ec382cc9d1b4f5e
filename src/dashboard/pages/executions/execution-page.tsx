import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { Approvals } from './approval-card.js';
import { executionDetail, type Execution } from './queries.js';
import { RunHead } from './run-head.js';
import { RunLog } from './run-log.js';
import { RunSteps } from './run-steps.js';

const route = getRouteApi('/app/executions/$id');
const said = words.executions;
/** The stream tells of changes; where it is away the page looks by itself. */
const LOOK_MS = 5000;

/** One run: what it is about, what waits for a person, its steps, its log. */
export function ExecutionPage() {
  const { id } = route.useParams();
  const { level, q } = route.useSearch();
  const navigate = route.useNavigate();
  const answer = useQuery({
    ...executionDetail(id),
    refetchInterval: ({ state }) => (state.data?.completed_at === null ? LOOK_MS : false),
  });
  const of = answer.data;
  return (
    <Page
      title={of === undefined ? said.title('…') : said.title(of.workflow)}
      lead={
        of === undefined ? undefined : (
          <Link to="/workflows/$id" params={{ id: of.workflow_id }} className={LINK}>
            {of.workflow}
          </Link>
        )
      }
      actions={of === undefined ? null : <Wishes of={of} />}
    >
      <Loaded of={answer}>
        {(run) => (
          <>
            <Approvals of={run} />
            <Card flush>
              <RunHead of={run} />
            </Card>
            {run.steps.length > 0 && (
              <Card title={said.steps} flush>
                <RunSteps of={run} />
              </Card>
            )}
            <RunLog
              id={run.id}
              isOpen={run.completed_at === null}
              level={level}
              q={q}
              onFilter={(filter) => void navigate({ search: (before) => ({ ...before, ...filter }), replace: true })}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** What can be asked of a run. */
function Wishes({ of }: { of: Execution }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const refresh = () => client.invalidateQueries({ queryKey: ['execution'] });
  const cancel = useMutation({
    mutationFn: () => answerOf(api.executions[':id'].cancel.$post({ param: { id: of.id }, query: {} })),
    onSuccess: () => say(said.cancelled),
    onError: complain,
    onSettled: refresh,
  });
  const retry = useMutation({
    mutationFn: () => answerOf(api.executions[':id'].retry.$post({ param: { id: of.id }, query: {} })),
    onSuccess: ({ id }) => navigate({ to: '/executions/$id', params: { id } }),
    onError: complain,
    onSettled: refresh,
  });
  // Reviews are asked for again on their own page.
  if (of.version === null) return null;
  if (of.completed_at === null)
    return (
      <Button look="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
        {said.cancel}
      </Button>
    );
  if (of.status !== 'failed' && of.status !== 'timeout' && of.status !== 'cancelled') return null;
  return (
    <Button busy={retry.isPending} onClick={() => retry.mutate()}>
      {said.retry}
    </Button>
  );
}
