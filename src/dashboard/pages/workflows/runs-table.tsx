import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { duration } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { LINK } from '../../ui/links.js';
import { PagedRows } from '../../ui/paged-rows.js';
import { Status } from '../../ui/run-status.js';
import { Empty } from '../../ui/states.js';
import { Table } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { startedBy } from '../executions/started-by.js';
import { runsOf } from './queries.js';

const said = words.workflows.runs;

interface Props {
  id: string;
  installation: number | undefined;
  status: Parameters<typeof runsOf>[1]['status'];
}

/** The runs of a workflow, newest first. */
export function RunsTable({ id, installation, status }: Props) {
  const list = useInfiniteQuery(
    runsOf(id, { ...(installation !== undefined && { installation }), ...(status && { status }) }),
  );
  return (
    <PagedRows of={list} empty={<Empty title={said.none} />}>
      {(rows) => (
        <Table
          label={words.workflows.tabs.runs}
          rows={rows}
          keyOf={(run) => run.id}
          columns={[
            {
              head: said.started,
              cell: (run) => (
                <Link to="/executions/$id" params={{ id: run.id }} className={LINK}>
                  <Time at={run.queued_at} />
                </Link>
              ),
            },
            {
              head: words.workflows.status,
              cell: (run) => (
                <span className="flex flex-wrap items-center gap-2">
                  <Status of={run.waiting_for === null ? run.status : 'waiting'} />
                  {run.dry_run && <Badge>{said.dry}</Badge>}
                  {run.reason !== null && <span className="text-xs text-ink-soft">{run.reason}</span>}
                </span>
              ),
            },
            {
              head: said.about,
              wide: true,
              cell: (run) =>
                run.repo === null ? '–' : `${run.repo}${run.pr_number === null ? '' : `#${run.pr_number}`}`,
            },
            {
              head: said.by,
              wide: true,
              cell: (run) => run.requested_by ?? (run.trigger_type === null ? '–' : startedBy(run.trigger_type)),
            },
            {
              head: said.took,
              end: true,
              cell: (run) =>
                run.started_at === null || run.completed_at === null
                  ? '–'
                  : duration(Date.parse(run.completed_at) - Date.parse(run.started_at)),
            },
          ]}
        />
      )}
    </PagedRows>
  );
}
