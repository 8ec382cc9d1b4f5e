import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf, api } from '../../api/client.js';
import { unhealthyParts, type Part } from '../../api/health.js';
import { counted } from '../../format/number.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { InlineCode } from '../../ui/inline-code.js';
import { External, LINK } from '../../ui/links.js';
import { Loaded } from '../../ui/loaded.js';
import { SeverityBadge } from '../../ui/review-badges.js';
import { SkeletonRows } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { words } from '../../words/en.js';
import { memoryStats } from '../memory/memory-queries.js';
import { AttentionGroup, Waiting } from './attention-group.js';

const { attention } = words.overview;

function read(repo: string | undefined) {
  return answerOf(api.attention.$get({ query: { repo } }));
}

type Attention = Awaited<ReturnType<typeof read>>;

/** What needs a person now, each with the way to where it is mended; one line where nothing does. */
export function AttentionCard({ repo }: { repo: string | undefined }) {
  const found = useQuery({ queryKey: ['overview', 'attention', { repo }], queryFn: () => read(repo) });
  const memories = useQuery(memoryStats(repo));
  const health = useQuery(unhealthyParts);
  return (
    <Card title={attention.title} flush>
      <Loaded of={found} waiting={<SkeletonRows rows={3} />}>
        {(data) => (
          <div aria-live="polite">
            <Groups
              found={data}
              unhealthy={health.data ?? []}
              stale={memories.data?.by_state.stale ?? 0}
              candidates={memories.data?.by_state.candidate ?? 0}
              repo={repo}
            />
          </div>
        )}
      </Loaded>
    </Card>
  );
}

function Groups({
  found: { must_fix: mustFix, failed_runs: failed, approvals },
  unhealthy,
  stale,
  candidates,
  repo,
}: {
  found: Attention;
  unhealthy: readonly { part: Part; why: string | null }[];
  stale: number;
  candidates: number;
  repo: string | undefined;
}) {
  const groups: ReactNode[] = [
    unhealthy.length > 0 && (
      <AttentionGroup
        key="parts"
        tone="red"
        title={attention.parts(unhealthy.length)}
        all={<Link to="/doctor">{attention.doctor}</Link>}
      >
        {unhealthy.map(({ part, why }) => (
          <Waiting key={part}>
            <span className="font-medium">{attention.partNames[part]}</span>
            {why !== null && <span className="min-w-0 text-ink-soft wrap-anywhere">{why}</span>}
          </Waiting>
        ))}
      </AttentionGroup>
    ),
    approvals.of > 0 && (
      <AttentionGroup key="approvals" tone="blue" title={attention.approvals(approvals.of)}>
        {approvals.first.map((run) => (
          <Waiting key={run.id} end={<Time at={run.queued_at} />}>
            <RunLink run={run} />
            <span className="text-ink-soft">{attention.wanted(run.wanted.join(', '))}</span>
          </Waiting>
        ))}
      </AttentionGroup>
    ),
    mustFix.of > 0 && (
      <AttentionGroup
        key="must-fix"
        tone="red"
        title={attention.mustFix(mustFix.of)}
        all={
          <Link to="/findings" search={{ severity: 'must-fix', repo }}>
            {attention.allFindings}
          </Link>
        }
      >
        {mustFix.first.map((finding) => (
          <Waiting key={finding.id} end={<Time at={finding.created_at} />}>
            <span className="min-w-0 wrap-anywhere">
              <SeverityBadge severity={finding.severity} />{' '}
              <External href={finding.url}>
                <InlineCode text={finding.title} />
              </External>
            </span>
            <span className="whitespace-nowrap text-ink-soft">
              {finding.repo} #{finding.pr_number}
            </span>
          </Waiting>
        ))}
      </AttentionGroup>
    ),
    failed.of > 0 && (
      <AttentionGroup key="failed" tone="red" title={attention.failed(failed.of)}>
        {failed.first.map((run) => (
          <Waiting key={run.id} end={<Time at={run.completed_at ?? run.queued_at} />}>
            <RunLink run={run} />
            {run.reason !== null && <span className="min-w-0 text-ink-soft wrap-anywhere">{run.reason}</span>}
          </Waiting>
        ))}
      </AttentionGroup>
    ),
    stale + candidates > 0 && (
      <AttentionGroup key="memory" tone="honey" title={attention.memories(stale + candidates)}>
        {stale > 0 && (
          <Waiting>
            <Link to="/memory" search={{ tab: 'stale', repo }} className={LINK}>
              {counted(stale, attention.stale, attention.staleMany)}
            </Link>
            <span className="text-ink-soft">{attention.staleHint}</span>
          </Waiting>
        )}
        {candidates > 0 && (
          <Waiting>
            <Link to="/memory" search={{ tab: 'candidates', repo }} className={LINK}>
              {counted(candidates, attention.candidate, attention.candidateMany)}
            </Link>
            <span className="text-ink-soft">{attention.candidateHint}</span>
          </Waiting>
        )}
      </AttentionGroup>
    ),
  ].filter(Boolean);
  if (groups.length === 0) return <p className="px-4 py-3 text-sm text-ink-soft">{attention.nothing}</p>;
  return <ul className="divide-y divide-line">{groups}</ul>;
}

function RunLink({ run }: { run: Attention['failed_runs']['first'][number] }) {
  const place = run.pr_number === null ? run.repo : `${run.repo} #${run.pr_number}`;
  return (
    <>
      <Link to="/executions/$id" params={{ id: run.id }} className={LINK}>
        {run.workflow}
      </Link>
      {place !== null && <Badge>{place}</Badge>}
    </>
  );
}
