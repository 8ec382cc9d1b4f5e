import type { UseQueryResult } from '@tanstack/react-query';
import { counted } from '../../../format/number.js';
import { Avatar } from '../../../ui/avatar.js';
import { Badge } from '../../../ui/badge.js';
import { Card } from '../../../ui/card.js';
import { Loaded } from '../../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { Time } from '../../../ui/time.js';
import { words } from '../../../words/en.js';
import type { Insights } from '../repo-queries.js';

const told = words.repoOverview.experts;
const MOST_SHOWN = 5;

/** Whom to ask about the code of a repository. */
export function ExpertsCard({ insights }: { insights: UseQueryResult<Insights> }) {
  return (
    <Card title={told.title} flush>
      <Loaded of={insights} waiting={<SkeletonRows rows={3} />}>
        {({ experts }) =>
          experts.first.length === 0 ? (
            <Empty title={told.empty} hint={told.hint} />
          ) : (
            <>
              <ul className="divide-y divide-line">
                {experts.first.slice(0, MOST_SHOWN).map(({ login, author_of, last_at, is_inactive }) => (
                  <li key={login} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2 text-sm">
                    <Avatar login={login} />
                    <span className="font-medium wrap-anywhere">{login}</span>
                    {is_inactive && <Badge>{told.inactive}</Badge>}
                    <span className="text-xs text-ink-soft max-sm:basis-full max-sm:pl-7 sm:ml-auto">
                      {told.authorOf(counted(author_of, 'file'))}, {told.last} <Time at={last_at} />
                    </span>
                  </li>
                ))}
              </ul>
              <p className="border-t border-line px-4 py-2.5 text-xs text-ink-soft">{told.order}</p>
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
