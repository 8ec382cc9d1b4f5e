import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.js';
import { compact, count, money, percent } from '../../format/number.js';
import { PeriodSwitch } from '../../layout/period-switch.js';
import { USUAL_PERIOD, type Period } from '../../layout/period.js';
import { RepoFilter } from '../../layout/repo-filter.js';
import { Figure } from '../../ui/card.js';
import { Loaded } from '../../ui/loaded.js';
import { Page } from '../../ui/page.js';
import { SkeletonRows } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { BudgetsCard } from './budgets-card.js';
import { cacheShare } from './cache-share.js';
import type { UsageSearch } from './search.js';
import { UsageByDay } from './usage-by-day.js';
import { UsageTables } from './usage-tables.js';

const route = getRouteApi('/app/usage');
const { figures } = words.usage;

function read(days: Period, repo: string | undefined) {
  // The sums are all that is shown; what they are made of stands in them.
  return answerOf(api.usage.$get({ query: { days: String(days), repo, limit: '1' } }));
}

export type Usage = Awaited<ReturnType<typeof read>>;

/** What models cost, by day, repository and model, and the budgets that hold it. */
export function UsagePage() {
  const search = route.useSearch();
  const { days = USUAL_PERIOD, repo, unit = 'dollars' } = search;
  const navigate = route.useNavigate();
  const show = (change: UsageSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const usage = useQuery({ queryKey: ['usage', { days, repo }], queryFn: () => read(days, repo) });
  return (
    <Page
      title={words.usage.title}
      lead={words.usage.lead}
      actions={
        <>
          <RepoFilter value={repo} onChange={(chosen) => show({ repo: chosen })} />
          <PeriodSwitch value={days} onChange={(chosen) => show({ days: chosen })} />
        </>
      }
    >
      <Loaded of={usage} waiting={<SkeletonRows rows={10} />}>
        {(data) => (
          <>
            <section aria-label={figures.label(days)} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
              <Figure name={figures.cost} value={money(data.totals.cost_usd)} />
              <Figure
                name={figures.calls}
                value={count(data.totals.requests)}
                hint={
                  data.totals.requests === 0
                    ? undefined
                    : figures.each(money(data.totals.cost_usd / data.totals.requests))
                }
              />
              <Figure
                name={figures.tokens}
                value={compact(data.totals.tokens_in + data.totals.tokens_cache_read + data.totals.tokens_cache_write)}
                hint={figures.out(compact(data.totals.tokens_out))}
              />
              <Figure name={figures.cached} value={percent(cacheShare(data.totals))} hint={figures.cachedHint} />
            </section>
            <UsageByDay
              usage={data}
              unit={unit}
              onUnit={(chosen) => show({ unit: chosen === 'tokens' ? chosen : undefined })}
            />
            <UsageTables usage={data} />
          </>
        )}
      </Loaded>
      <BudgetsCard installation={search.installation} onChoose={(chosen) => show({ installation: chosen })} />
    </Page>
  );
}
