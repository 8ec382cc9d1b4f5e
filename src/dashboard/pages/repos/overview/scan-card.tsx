import { useQuery } from '@tanstack/react-query';
import { count } from '../../../format/number.js';
import { Button } from '../../../ui/button.js';
import { Card, Facts } from '../../../ui/card.js';
import { External } from '../../../ui/links.js';
import { Loaded } from '../../../ui/loaded.js';
import { Empty, SkeletonRows } from '../../../ui/states.js';
import { Time } from '../../../ui/time.js';
import { words } from '../../../words/en.js';
import { mayChange } from '../may-change.js';
import { scanQuery, type Repo, type Scans } from '../repo-queries.js';
import { ProgressBar, ScanState } from '../scan-state.js';
import { useRepo } from '../use-repo.js';
import { useRepoActions } from '../use-repo-actions.js';
import { leftOutOf } from './left-out-of.js';

const told = words.repoOverview.scan;

/** How far the knowledge of a repository is, live while it grows. */
export function ScanCard() {
  const { params, repo } = useRepo();
  const scan = useQuery(scanQuery(params));
  const { rescan } = useRepoActions(params);
  const may = mayChange(repo.role);
  return (
    <Card
      title={told.title}
      actions={
        repo.connected && (
          <Button
            small
            disabled={!may}
            title={may ? undefined : words.repos.needsWrite}
            busy={rescan.isPending}
            onClick={() => rescan.mutate()}
          >
            {words.repos.rescan}
          </Button>
        )
      }
    >
      <Loaded of={scan} waiting={<SkeletonRows rows={3} />}>
        {({ under_way, last, ...state }) => (
          <div className="flex flex-col gap-4">
            {under_way.map((one) => (
              <UnderWay key={one.id} scan={one} />
            ))}
            {under_way.length === 0 && last === null && state.scanned_at === null ? (
              <Empty title={told.never} />
            ) : (
              under_way.length === 0 && <ScanState scan={state} />
            )}
            {last !== null && <Last scan={last} repo={repo} />}
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function UnderWay({ scan }: { scan: Scans['under_way'][number] }) {
  const { files_total: total, files_read: read } = scan;
  const share = total === null || total === 0 ? null : Math.min(100, Math.floor((100 * read) / total));
  return (
    <section aria-live="polite" aria-label={told.kind[scan.kind]} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center justify-between gap-2 text-sm">
        <span className="font-medium">{told.kind[scan.kind]}</span>
        <ProgressBar share={scan.state === 'pending' ? 0 : share} label={words.repos.scan.progress} />
      </div>
      {scan.state === 'pending' ? (
        <p className="text-sm text-ink-soft">{told.waits}</p>
      ) : (
        <Facts
          rows={[
            ...(scan.phase === null ? [] : [[told.phase, scan.phase] as const]),
            [told.read, total === null ? count(read) : told.of(count(read), count(total))],
            [told.symbols, count(scan.symbols)],
            [told.edges, count(scan.edges)],
            ...(scan.started_at === null ? [] : [[told.started, <Time key="s" at={scan.started_at} />] as const]),
            ...(scan.eta_at === null ? [] : [[told.eta, <Time key="e" at={scan.eta_at} />] as const]),
          ]}
        />
      )}
    </section>
  );
}

function Last({ scan, repo }: { scan: NonNullable<Scans['last']>; repo: Repo }) {
  const left = leftOutOf(scan.details);
  return (
    <>
      {scan.state === 'failed' && (
        <p role="alert" className="rounded-md bg-red-soft px-3 py-2 text-sm text-red wrap-anywhere">
          {told.failed}
          {scan.error === null ? '.' : `: ${scan.error}`}
        </p>
      )}
      <Facts
        rows={[
          [told.lastScan, told.kind[scan.kind]],
          ...(scan.sha === null
            ? []
            : [
                [
                  told.commit,
                  <External key="c" href={`${repo.url}/commit/${scan.sha}`} className="font-mono text-xs">
                    {scan.sha.slice(0, 7)}
                  </External>,
                ] as const,
              ]),
          ...(scan.completed_at === null ? [] : [[told.ended, <Time key="t" at={scan.completed_at} full />] as const]),
          ...(left.length === 0 ? [] : [[told.leftOut, left.join(' · ')] as const]),
        ]}
      />
    </>
  );
}
