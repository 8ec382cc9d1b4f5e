import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { compact, count } from '../../format/number.js';
import { Figure } from '../../ui/card.js';
import { LINK } from '../../ui/links.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { ExpertsCard } from './overview/experts-card.js';
import { HealthCard } from './overview/health-card.js';
import { LanguagesCard } from './overview/languages-card.js';
import { LastReviewsCard } from './overview/last-reviews-card.js';
import { ScanCard } from './overview/scan-card.js';
import { healthQuery, insightsQuery } from './repo-queries.js';
import { useRepo } from './use-repo.js';

const told = words.repoOverview.figures;

/** A repository at a glance. */
export function RepoOverview() {
  const { params, repo } = useRepo();
  const insights = useQuery(insightsQuery(params, repo.scan.scanned_at));
  const health = useQuery(healthQuery(params));
  const { data: known } = insights;
  return (
    <>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <Figure
          name={told.health}
          value={health.data === undefined ? '…' : (health.data.health ?? '–')}
          hint={told.healthHint}
        />
        <Figure
          name={told.findings}
          value={
            <Link to="/findings" search={{ repo: repo.full_name, state: 'open' } as never} className={LINK}>
              {count(repo.open_findings)}
            </Link>
          }
        />
        <Figure
          name={told.files}
          value={known === undefined || known.scanned_at === null ? '–' : count(known.files)}
          hint={known === undefined || known.scanned_at === null ? told.notScanned : told.lines(compact(known.lines))}
        />
        <Figure
          name={told.lastReview}
          value={
            <span className="text-lg">
              {repo.last_review_at === null ? words.common.never : <Time at={repo.last_review_at} />}
            </span>
          }
          hint={repo.default_branch === null ? undefined : told.branch(repo.default_branch)}
        />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-4">
          <ScanCard />
          <LastReviewsCard repo={repo.full_name} />
          <LanguagesCard insights={insights} />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          <HealthCard repo={repo.full_name} health={health} />
          <ExpertsCard insights={insights} />
        </div>
      </div>
    </>
  );
}
