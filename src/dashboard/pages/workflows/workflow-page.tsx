import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { useInstallation } from '../../layout/use-installation.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { FilterSelect } from '../../ui/field.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { Status } from '../../ui/run-status.js';
import { SkeletonRows } from '../../ui/states.js';
import { TabLinks } from '../../ui/tab-links.js';
import { complain, say } from '../../ui/toast.js';
import { words } from '../../words/en.js';
import { workflowDetail, type Workflow } from './queries.js';
import { RUN_STATUSES } from './search.js';
import { RunsTable } from './runs-table.js';
import { standingOf } from './standing-of.js';
import { TriggersCard } from './triggers-card.js';
import { TryCard } from './try-card.js';
import { WorkflowSwitch } from './workflow-switch.js';

const DefinitionEditor = lazy(() => import('./editor/definition-editor.js'));
const route = getRouteApi('/app/workflows/$id');
const said = words.workflows;

/** One workflow: its runs, its definition, its triggers, and a place to try it. `new` is one that is being written. */
export function WorkflowPage() {
  const { id } = route.useParams();
  const { installation } = route.useSearch();
  return id === 'new' ? <NewWorkflow chosen={installation} /> : <KnownWorkflow id={id} chosen={installation} />;
}

function NewWorkflow({ chosen }: { chosen: number | undefined }) {
  const installation = useInstallation(chosen);
  return (
    <Page title={said.add}>
      <Suspense fallback={<SkeletonRows />}>
        {installation === null ? null : <DefinitionEditor of={null} installation={installation.id} mayChange />}
      </Suspense>
    </Page>
  );
}

function KnownWorkflow({ id, chosen }: { id: string; chosen: number | undefined }) {
  const answer = useQuery(workflowDetail(id, chosen));
  const of = answer.data;
  return (
    <Page
      title={of?.name ?? said.name}
      lead={of === undefined ? undefined : <Lead of={of} />}
      actions={of === undefined ? null : <Actions of={of} />}
    >
      <Loaded of={answer}>{(workflow) => <Parts of={workflow} />}</Loaded>
    </Page>
  );
}

function Lead({ of }: { of: Workflow }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      <Status of={standingOf(of)} />
      <Badge>{said.origin[of.origin]}</Badge>
      <span className="text-xs">{said.version(of.version)}</span>
      {of.description !== null && <span>{of.description}</span>}
      {of.repo !== null && <span>{said.inFile(of.repo)}</span>}
    </span>
  );
}

function Actions({ of }: { of: Workflow }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const installation = useInstallation(of.installation_id);
  const remove = useMutation({
    mutationFn: () =>
      answerOf(
        api.workflows[':id'].$delete({ param: { id: of.id }, query: { installation_id: String(of.installation_id) } }),
      ),
    onSuccess: async () => {
      say(said.removed(of.name));
      await navigate({ to: '/workflows', ignoreBlocker: true });
      await client.invalidateQueries({ queryKey: ['workflows'] });
    },
    onError: complain,
  });
  if (installation?.role !== 'admin' || of.origin === 'file') return null;
  return (
    <>
      <WorkflowSwitch of={of} />
      {of.origin === 'api' && (
        <Button look="danger" onClick={() => setAsking(true)}>
          {said.remove}
        </Button>
      )}
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title={said.removeTitle(of.name)}
        description={said.removeLead}
      >
        <DialogActions>
          <Button onClick={() => setAsking(false)}>{words.common.cancel}</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            {said.remove}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function Parts({ of }: { of: Workflow }) {
  const { tab = 'runs', status } = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useInstallation(of.installation_id)?.role === 'admin';
  return (
    <>
      {of.errors.length > 0 && (
        <ul role="alert" className="rounded-md bg-red-soft px-4 py-3 text-sm text-red">
          {of.errors.map(({ field, detail }) => (
            <li key={`${field} ${detail}`}>
              <code className="font-mono">{field}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      <TabLinks
        label={of.name}
        tabs={Object.entries(said.tabs).map(([key, name]) => ({
          name,
          search: { tab: key === 'runs' ? undefined : key },
        }))}
      />
      {tab === 'runs' && (
        <Card
          title={said.tabs.runs}
          flush
          actions={
            <FilterSelect
              name={said.status}
              value={status}
              all={said.runs.anyStatus}
              options={RUN_STATUSES}
              onChange={(next) =>
                void navigate({
                  search: (before) => ({ ...before, status: next as (typeof RUN_STATUSES)[number] }),
                  replace: true,
                })
              }
            />
          }
        >
          <RunsTable id={of.id} installation={of.installation_id} status={status} />
        </Card>
      )}
      {tab === 'definition' && (
        <Suspense fallback={<SkeletonRows />}>
          <DefinitionEditor
            key={of.id}
            of={of}
            installation={of.installation_id}
            mayChange={isAdmin && of.origin === 'api'}
          />
        </Suspense>
      )}
      {tab === 'triggers' && (
        <Card title={said.tabs.triggers} flush>
          <TriggersCard of={of} mayChange={isAdmin && of.origin === 'api'} />
        </Card>
      )}
      {tab === 'try' && (
        <Card title={said.run.title} flush>
          <TryCard of={of} isAdmin={isAdmin} />
        </Card>
      )}
    </>
  );
}
