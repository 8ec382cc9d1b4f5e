import type { UseQueryResult } from '@tanstack/react-query';
import type { InferResponseType } from 'hono/client';
import type { api } from '../../api/client.js';
import { count } from '../../format/number.js';
import { Figure } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';

const { figures } = words.memory;
const GRID = 'grid grid-cols-2 gap-3 lg:grid-cols-4';

type Stats = InferResponseType<typeof api.memory.stats.$get, 200>;

/** How much of what is remembered is applied. */
export function UsageFigures({ of }: { of: UseQueryResult<Stats> }) {
  return (
    <Loaded
      of={of}
      waiting={
        <div className={GRID}>
          {Array.from({ length: 4 }, (_, at) => (
            <Skeleton key={at} className="h-20" />
          ))}
        </div>
      }
    >
      {(stats) => <Figures stats={stats} />}
    </Loaded>
  );
}

function Figures({ stats }: { stats: Stats }) {
  return (
    <section aria-label={figures.label} className={GRID}>
      <Figure
        name={figures.active}
        value={count(stats.by_state.active)}
        hint={figures.waiting(count(stats.by_state.candidate))}
      />
      <Figure
        name={figures.applied}
        value={count(stats.times_applied)}
        hint={
          stats.last_applied_at === null ? (
            figures.never
          ) : (
            <>
              {figures.last} <Time at={stats.last_applied_at} />
            </>
          )
        }
      />
      <Figure name={figures.unused} value={count(stats.unused)} hint={figures.unusedHint} />
      <Figure name={figures.expiring} value={count(stats.expiring)} hint={figures.expiringHint} />
    </section>
  );
}
