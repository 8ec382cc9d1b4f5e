import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { count } from '../../format/number.js';
import { Button } from '../../ui/button.js';
import { Facts } from '../../ui/card.js';
import { Code } from '../../ui/code.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Status } from '../../ui/run-status.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { StatusDot } from './event-list.js';
import { oneEvent } from './event-queries.js';
import { isDead, useRedrive } from './use-redrive.js';

const { detail } = words.events;

/** One event: what became of it, and what came in, without its secrets. */
export function EventDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const event = useQuery(oneEvent(id));
  const redrive = useRedrive();
  return (
    <Dialog open wide onClose={onClose} title={event.data?.type ?? detail.title}>
      <Loaded of={event}>
        {(data) => (
          <>
            <Facts
              rows={[
                [words.events.status, <StatusDot key="status" status={data.status} />],
                [words.events.at, <Time key="at" at={data.created_at} full />],
                [
                  detail.processed,
                  data.processed_at === null ? detail.notYet : <Time key="done" at={data.processed_at} full />,
                ],
                [words.common.repository, data.repo ?? '–'],
                [detail.source, data.source],
                [detail.tries, count(data.retry_count)],
                ...(data.error === null
                  ? []
                  : [
                      [
                        detail.error,
                        <span key="error" className="text-red">
                          {data.error}
                        </span>,
                      ] as const,
                    ]),
              ]}
            />
            {data.runs.length > 0 && (
              <ul aria-label={detail.runs} className="divide-y divide-line rounded-md border border-line text-sm">
                {data.runs.map((run) => (
                  <li key={run.execution_id} className="flex flex-wrap items-center gap-x-3 px-3 py-1.5">
                    <Status of={run.outcome === 'failed' ? 'failed' : run.status} />
                    <Link to="/executions/$id" params={{ id: run.execution_id }} className={`${LINK} wrap-anywhere`}>
                      {run.execution_id}
                    </Link>
                    {run.reason !== null && <span className="text-ink-soft">{run.reason}</span>}
                  </li>
                ))}
              </ul>
            )}
            <section>
              <h3 className="mb-1 text-sm font-medium">{detail.payload}</h3>
              <p className="mb-2 text-xs text-ink-soft">
                {data.payload === null ? detail.tooLarge(count(data.payload_bytes)) : detail.redacted}
              </p>
              {data.payload !== null && (
                <div className="max-h-96 overflow-auto">
                  <Code text={JSON.stringify(data.payload, null, 2)} language="json" />
                </div>
              )}
            </section>
            <DialogActions>
              <Button onClick={onClose}>{words.common.close}</Button>
              {isDead(data) && (
                <Button look="primary" busy={redrive.isPending} onClick={() => redrive.mutate(id)}>
                  {words.events.redrive}
                </Button>
              )}
            </DialogActions>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
