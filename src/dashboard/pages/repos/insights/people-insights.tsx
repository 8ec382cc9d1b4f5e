import { counted, percent } from '../../../format/number.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { Card } from '../../../ui/card.js';
import { Empty } from '../../../ui/states.js';
import { Time } from '../../../ui/time.js';
import { words } from '../../../words/en.js';
import type { RepoParams, Insights } from '../repo-queries.js';
import { SmallBar } from '../small-bar.js';
import { InsightCard } from './insight-card.js';
import { PathLink } from './path-link.js';

const told = words.repoInsights;

/** How many people the knowledge hangs on. */
export function BusFactor({ data: { bus_factor: busFactor } }: { data: Insights }) {
  return (
    <Card title={told.busFactor.title} flush>
      {busFactor === null ? (
        <Empty title={told.none} hint={told.busFactor.empty} />
      ) : (
        <p className="px-4 py-3">
          <span className="text-xl font-semibold">{told.busFactor.value(busFactor.people)}</span>{' '}
          <span className="text-sm text-ink-soft">{told.busFactor.of(counted(busFactor.of, 'file'))}</span>
        </p>
      )}
      <p className="border-t border-line px-4 py-2.5 text-xs text-ink-soft">{told.busFactor.help}</p>
    </Card>
  );
}

/** Whom to ask. It measures code, and ranks nobody. */
export function WhomToAsk({ data: { experts } }: { data: Insights }) {
  return (
    <InsightCard
      {...told.experts}
      rows={experts.first}
      of={experts.of}
      keyOf={({ login }) => login}
      columns={[
        {
          head: told.experts.person,
          cell: ({ login, is_inactive }) => (
            <span className="inline-flex items-center gap-2">
              <Avatar login={login} />
              <span className="inline-flex flex-wrap items-center gap-x-2">
                {login}
                {is_inactive && <Badge>{words.repoOverview.experts.inactive}</Badge>}
              </span>
            </span>
          ),
        },
        {
          head: told.experts.share,
          cell: ({ share }) => (
            <span className="inline-flex items-center gap-2 tabular-nums">
              <SmallBar share={share} />
              {percent(share)}
            </span>
          ),
        },
        { head: told.experts.files, end: true, wide: true, cell: ({ author_of }) => counted(author_of, 'file') },
        { head: told.experts.last, wide: true, cell: ({ last_at }) => <Time at={last_at} /> },
      ]}
    />
  );
}

/** Who wrote the files in which most is done. */
export function Ownership({ params, data: { ownership } }: { params: RepoParams; data: Insights }) {
  return (
    <InsightCard
      {...told.ownership}
      rows={ownership}
      keyOf={({ path }) => path}
      columns={[
        { head: told.file, cell: ({ path }) => <PathLink params={params} path={path} /> },
        {
          head: told.ownership.authors,
          cell: ({ authors }) =>
            authors.length === 0 ? (
              <span className="text-ink-faint">{words.common.unknown}</span>
            ) : (
              <ul className="flex flex-col gap-0.5">
                {authors.map(({ login, share }) => (
                  <li key={login} className="flex items-center gap-2 whitespace-nowrap">
                    <SmallBar share={share} tone="chart-3" />
                    {login}
                    <span className="text-xs text-ink-soft tabular-nums">{percent(share)}</span>
                  </li>
                ))}
              </ul>
            ),
        },
      ]}
    />
  );
}
