import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { InstallationSelect } from '../../layout/installation-select.js';
import { useInstallation } from '../../layout/use-installation.js';
import { Badge } from '../../ui/badge.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { FilterSelect } from '../../ui/field.js';
import { LINK } from '../../ui/links.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Filters, Page } from '../../ui/page.js';
import { Status } from '../../ui/run-status.js';
import { SearchBox } from '../../ui/search-box.js';
import { Empty } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { words } from '../../words/en.js';
import { ExplainEvent } from './explain-event.js';
import { workflowsList, type Workflow } from './queries.js';
import { standingOf } from './standing-of.js';
import { startsOn } from './starts-on.js';
import { WorkflowSwitch } from './workflow-switch.js';

const route = getRouteApi('/app/workflows');
const said = words.workflows;

const MOST_STARTS = 3;

function Starts({ of }: { of: readonly string[] }) {
  const rest = of.slice(MOST_STARTS);
  return (
    <span className="text-ink-soft">
      {of.slice(0, MOST_STARTS).join(', ')}
      {rest.length > 0 && <span title={rest.join(', ')}> {said.moreStarts(rest.length)}</span>}
    </span>
  );
}

/** All workflows of an installation, and why one did not run. */
export function WorkflowsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const installation = useInstallation(search.installation);
  const isAdmin = installation?.role === 'admin';
  const list = useInfiniteQuery(workflowsList({ ...search, ...(installation && { installation: installation.id }) }));
  return (
    <Page
      title={words.shell.pages.workflows}
      lead={said.lead}
      actions={
        isAdmin ? (
          <Link
            to="/workflows/$id"
            params={{ id: 'new' }}
            search={{ installation: installation.id }}
            className={buttonClass('primary')}
          >
            {said.add}
          </Link>
        ) : (
          <span className="text-xs text-ink-soft">{said.adminsOnly}</span>
        )
      }
    >
      <Filters>
        <InstallationSelect value={installation?.id} onChange={(id) => set({ installation: id })} />
        <SearchBox value={search.q} onChange={(q) => set({ q })} />
        <FilterSelect
          name={said.status}
          value={search.status}
          all={said.anyStatus}
          options={['active', 'draft', 'inactive', 'archived', 'invalid']}
          onChange={(status) => set({ status: status as typeof search.status })}
        />
      </Filters>
      <Card flush>
        <PagedRows of={list} empty={<Empty title={said.empty} />}>
          {(rows) => (
            <Table
              label={words.shell.pages.workflows}
              rows={rows}
              keyOf={({ id, installation_id }) => `${id} ${installation_id}`}
              columns={[
                {
                  head: said.name,
                  cell: ({ id, installation_id, name, description, origin, status, enabled }) => (
                    <div className="min-w-48">
                      <Link
                        to="/workflows/$id"
                        params={{ id }}
                        search={{ installation: installation_id }}
                        className={`${LINK} font-medium`}
                      >
                        {name}
                      </Link>{' '}
                      {origin !== 'api' && <Badge>{said.origin[origin]}</Badge>} <Standing of={{ status, enabled }} />
                      {description !== null && <p className="text-xs text-ink-soft">{description}</p>}
                    </div>
                  ),
                },
                {
                  head: said.starts,
                  wide: true,
                  className: 'w-2/5',
                  cell: ({ on }) => <Starts of={startsOn(on)} />,
                },
                { head: said.steps, wide: true, end: true, cell: (row) => row.do.length },
                {
                  head: said.on,
                  hideHead: true,
                  end: true,
                  cell: (row) => (isAdmin && row.origin !== 'file' ? <WorkflowSwitch of={row} /> : null),
                },
              ]}
            />
          )}
        </PagedRows>
      </Card>
      <ExplainEvent event={search.event} isAdmin={isAdmin} onChoose={(event) => set({ event })} />
    </Page>
  );
}

/** Nothing of one that works. */
function Standing({ of }: { of: Pick<Workflow, 'status' | 'enabled'> }) {
  const standing = standingOf(of);
  return standing === 'active' ? null : <Status of={standing} />;
}
