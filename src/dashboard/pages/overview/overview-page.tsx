import { getRouteApi } from '@tanstack/react-router';
import { PeriodSwitch } from '../../layout/period-switch.js';
import { USUAL_PERIOD } from '../../layout/period.js';
import { RepoFilter } from '../../layout/repo-filter.js';
import { Page } from '../../ui/page.js';
import { words } from '../../words/en.js';
import { Activity } from './activity.js';
import { AttentionCard } from './attention-card.js';
import { Breakdowns } from './breakdowns.js';
import { Figures } from './figures.js';
import { useOverview } from './use-overview.js';

const route = getRouteApi('/app/overview');

/** What needs a person, then how reviews go. */
export function OverviewPage() {
  const { days = USUAL_PERIOD, repo } = route.useSearch();
  const navigate = route.useNavigate();
  const { now, before } = useOverview(days, repo);
  const show = (change: { days?: typeof days; repo?: string | undefined }) =>
    void navigate({ search: (search) => ({ ...search, ...change }), replace: true });
  return (
    <Page
      title={words.overview.title}
      actions={
        <>
          <RepoFilter value={repo} onChange={(chosen) => show({ repo: chosen })} />
          <PeriodSwitch value={days} onChange={(chosen) => show({ days: chosen })} />
        </>
      }
    >
      <AttentionCard repo={repo} />
      <Figures now={now} before={before.data} days={days} />
      <Activity of={now} days={days} />
      <Breakdowns of={now} />
    </Page>
  );
}
