import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { Empty } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { EventChoice } from './event-choice.js';
import { explained } from './queries.js';
import { Trace } from './trace.js';

const said = words.workflows.explain;

interface Props {
  event: string | undefined;
  isAdmin: boolean;
  onChoose: (event: string | undefined) => void;
}

/** Of every workflow whether it ran on an event, and why. */
export function ExplainEvent({ event, isAdmin, onChoose }: Props) {
  return (
    <Card title={said.title} actions={<EventChoice value={event} isAdmin={isAdmin} onChoose={onChoose} />} flush>
      {event === undefined ? <Empty title={said.lead} /> : <Explained event={event} />}
    </Card>
  );
}

function Explained({ event }: { event: string }) {
  const answer = useQuery(explained(event));
  return (
    <Loaded of={answer}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty />
        ) : (
          <ul className="divide-y divide-line">
            {items.map(({ workflow, ran, reason, execution_id, condition }) => (
              <li key={workflow.id} className="flex flex-col gap-2 px-4 py-3 text-sm">
                <div className="flex flex-wrap items-baseline gap-2">
                  <Link to="/workflows/$id" params={{ id: workflow.id }} className={`${LINK} font-medium`}>
                    {workflow.name}
                  </Link>
                  <Badge tone={ran ? 'green' : 'grey'}>{ran ? said.ran : said.didNot}</Badge>
                  <span className="text-ink-soft">{reason}</span>
                  {execution_id !== null && (
                    <Link to="/executions/$id" params={{ id: execution_id }} className={`${LINK} text-xs`}>
                      {execution_id}
                    </Link>
                  )}
                </div>
                {condition.length > 0 && <Trace lines={condition} />}
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
