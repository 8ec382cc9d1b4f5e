import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { InstallationSelect } from '../../layout/installation-select.js';
import { useInstallation } from '../../layout/use-installation.js';
import { Badge } from '../../ui/badge.js';
import { buttonClass } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { FilterSelect } from '../../ui/field.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { More } from '../../ui/more.js';
import { Filters, Page } from '../../ui/page.js';
import { Status } from '../../ui/run-status.js';
import { SearchBox } from '../../ui/search-box.js';
import { Empty } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { words } from '../../words/en.js';
import { ExplainEvent } from './explain-event.js';
import { workflowsList } from './queries.js';
import { startsOn } from './starts-on.js';
import { WorkflowSwitch } from './workflow-switch.js';

const route = getRouteApi('/app/workflows');
const said = words.workflows;

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
        <Loaded of={list}>
          {({ pages }) => {
            const rows = pages.flatMap(({ items }) => items);
            if (rows.length === 0) return <Empty title={said.empty} />;
            return (
              <Table
                label={words.shell.pages.workflows}
                rows={rows}
                keyOf={({ id, installation_id }) => `${id} ${installation_id}`}
                columns={[
                  {
                    head: said.name,
                    cell: ({ id, installation_id, name, description, origin }) => (
                      <div className="min-w-40">
                        <Link
                          to="/workflows/$id"
                          params={{ id }}
                          search={{ installation: installation_id }}
                          className={`${LINK} font-medium`}
                        >
                          {name}
                        </Link>{' '}
                        {origin !== 'api' && <Badge>{said.origin[origin]}</Badge>}
                        {description !== null && <p className="text-xs text-ink-soft">{description}</p>}
                      </div>
                    ),
                  },
                  {
                    head: said.starts,
                    wide: true,
                    cell: ({ on }) => <span className="text-ink-soft">{startsOn(on)}</span>,
                  },
                  { head: said.steps, wide: true, end: true, cell: (row) => row.do.length },
                  { head: said.status, cell: ({ status }) => <Status of={status} /> },
                  {
                    head: said.on,
                    hideHead: true,
                    end: true,
                    cell: (row) => (isAdmin && row.origin !== 'file' ? <WorkflowSwitch of={row} /> : null),
                  },
                ]}
              />
            );
          }}
        </Loaded>
        <More of={list} />
      </Card>
      <ExplainEvent event={search.event} isAdmin={isAdmin} onChoose={(event) => set({ event })} />
    </Page>
  );
}
