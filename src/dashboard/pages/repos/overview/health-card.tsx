import type { UseQueryResult } from '@tanstack/react-query';
import { Card } from '../../../ui/card.js';
import { Loaded } from '../../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { Table } from '../../../ui/table.js';
import { words } from '../../../words/en.js';
import type { Health } from '../repo-queries.js';
import { SmallBar } from '../small-bar.js';

const told = words.repoOverview.health;

/** The health with what it is made of: no number without its reasons. */
export function HealthCard({ health }: { health: UseQueryResult<Health> }) {
  return (
    <Card title={told.title} flush>
      <Loaded of={health} waiting={<SkeletonRows rows={5} />}>
        {({ health: all, parts }) =>
          all === null ? (
            <Empty title={told.none} />
          ) : (
            <Table
              label={told.title}
              rows={parts}
              keyOf={({ part }) => part}
              columns={[
                { head: told.part, cell: ({ part }) => told.parts[part] },
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
