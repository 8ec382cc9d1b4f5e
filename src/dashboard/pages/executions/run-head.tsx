import type { ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { duration } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Facts } from '../../ui/card.js';
import { LINK, RepoLink } from '../../ui/links.js';
import { Status } from '../../ui/run-status.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { Trace } from '../workflows/trace.js';
import type { Execution } from './queries.js';
import { startedBy } from './started-by.js';

const said = words.executions;

/** What a run is about, how it stands, and which of its conditions held. */
export function RunHead({ of }: { of: Execution }) {
  const rows: [string, ReactNode][] = [
    [
      words.workflows.status,
      <span key="status" className="flex flex-wrap items-center gap-2">
        <Status of={of.waiting_for === null ? of.status : 'waiting'} />
        {of.dry_run && <Badge>{said.dry}</Badge>}
        {of.reason !== null && <span>{of.reason}</span>}
      </span>,
    ],
    [said.facts.started, of.requested_by ?? (of.trigger_type === null ? '–' : startedBy(of.trigger_type))],
    [said.facts.queued, <Time key="queued" at={of.queued_at} full />],
  ];
  if (of.repo !== null)
    rows.push([
      words.common.repository,
      <span key="repo">
        <RepoLink repo={of.repo} />
        {of.pr_number !== null && ` #${of.pr_number}`}
      </span>,
    ]);
  if (of.started_at !== null && of.completed_at !== null)
    rows.push([said.facts.took, duration(Date.parse(of.completed_at) - Date.parse(of.started_at))]);
  if (of.waiting_for !== null)
    rows.push([
      said.facts.waits,
      <span key="waits">
        {of.waiting_for}
        {of.resume_at !== null && (
          <>
            {' '}
            {said.facts.until} <Time at={of.resume_at} full />
          </>
        )}
      </span>,
    ]);
  if (of.parent !== null) rows.push([said.facts.parent, <RunLink key="parent" {...of.parent} />]);
  if (of.children.length > 0)
    rows.push([
      said.facts.children,
      <span key="children" className="flex flex-col">
        {of.children.map((child) => (
          <RunLink key={child.id} {...child} />
        ))}
      </span>,
    ]);
  return (
    <div className="flex flex-col gap-4 p-4">
      <Facts rows={rows} />
      {of.condition.length > 0 && (
        <div>
          <h3 className="mb-1 text-xs font-medium text-ink-soft">{said.condition}</h3>
          <Trace lines={of.condition} />
        </div>
      )}
    </div>
  );
}

function RunLink({ id, execution_id, status }: { id: string; execution_id: string; status: string }) {
  return (
    <span className="flex items-center gap-2">
      <Link to="/executions/$id" params={{ id }} className={`${LINK} wrap-anywhere`}>
        {execution_id}
      </Link>
      <Status of={status} />
    </span>
  );
}
