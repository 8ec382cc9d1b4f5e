import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Card } from '../../../ui/card.js';
import { LINK } from '../../../ui/links.js';
import { Loaded } from '../../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { Table } from '../../../ui/table.js';
import { words } from '../../../words/en.js';
import type { Health } from '../repo-queries.js';
import { SmallBar } from '../small-bar.js';

const told = words.repoOverview.health;

/** The health with what it is made of: no number without its reasons. */
export function HealthCard({ repo, health }: { repo: string; health: UseQueryResult<Health> }) {
  return (
    <Card title={told.title} flush>
      <Loaded of={health} waiting={<SkeletonRows rows={5} />}>
        {(known) =>
          known.health === null ? (
            <Empty title={told.none} />
          ) : (
            <Table
              label={told.title}
              rows={known.parts}
              keyOf={({ part }) => part}
              columns={[
                { head: told.part, cell: ({ part }) => <Part part={part} more={moreOf(part, known, repo)} /> },
                {
                  head: told.now,
                  end: true,
                  className: 'whitespace-nowrap',
                  cell: ({ part, value }) =>
                    value === null ? <span className="text-ink-faint">{told.unknown}</span> : told.values[part](value),
                },
                {
                  head: told.takes,
                  end: true,
                  cell: ({ penalty, of }) =>
                    penalty === null ? (
                      <span className="text-ink-faint">–</span>
                    ) : (
                      <span className="inline-flex items-center gap-2 whitespace-nowrap">
                        <SmallBar share={penalty / of} tone={penalty === 0 ? 'green' : 'orange'} />
                        {told.ofMost(penalty, of)}
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Card>
  );
}

function Part({ part, more }: { part: Health['parts'][number]['part']; more: ReactNode }) {
  return (
    <>
      {told.parts[part]}
      {more !== null && <div className="mt-0.5 text-xs text-ink-soft">{more}</div>}
    </>
  );
}

/** What a number alone does not say: how many failed, and which folders. */
function moreOf(
  part: Health['parts'][number]['part'],
  { failed_reviews: failed, sole_folders: sole }: Health,
  repo: string,
): ReactNode {
  if (part === 'incomplete_reviews' && failed > 0)
    return (
      <Link to="/reviews" search={{ repo, status: 'failed' }} className={LINK}>
        {told.failed(failed)}
      </Link>
    );
  if (part === 'sole_folders' && sole !== null && sole.of > 0)
    return (
      <>
        <span className="font-mono wrap-anywhere">{sole.first.map(told.folder).join(', ')}</span>{' '}
        <Link to="/team" search={{ repo }} className={LINK}>
          {told.who(sole.of - sole.first.length)}
        </Link>
      </>
    );
  return null;
}
