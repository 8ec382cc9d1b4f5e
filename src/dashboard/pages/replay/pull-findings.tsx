import { useQuery } from '@tanstack/react-query';
import { Badge, type Tone } from '../../ui/badge.js';
import { InlineCode } from '../../ui/inline-code.js';
import { Loaded } from '../../ui/loaded.js';
import { Markdown } from '../../ui/markdown.js';
import { SeverityBadge } from '../../ui/review-badges.js';
import { Empty, SkeletonRows } from '../../ui/states.js';
import { words } from '../../words/en.js';
import { replayedPullQuery, type Replay, type ReplayFinding, type ReplayPull } from './replay-queries.js';
import { sameFindings, type SharedFinding } from './same-findings.js';

const said = words.replay;
const FATE_TONE = { changed: 'green', kept: 'grey', unknown: 'grey' } as const satisfies Record<
  ReplayFinding['fate'],
  Tone
>;

/** What was said of a pull request, by whichever of the settings. */
export function PullFindings({ replay, pull }: { replay: Replay; pull: ReplayPull }) {
  const done = pull.reviews.filter(({ status }) => status === 'completed').length;
  const answer = useQuery(replayedPullQuery(replay.id, pull.number, done));
  const reasons = pull.reviews.flatMap(({ setting, reason }) =>
    reason === null ? [] : [{ name: replay.settings[setting]?.name ?? '', reason }],
  );
  return (
    <div className="border-t border-line bg-sunken">
      {reasons.length > 0 && (
        <ul className="px-4 pt-3 text-xs text-ink-soft md:px-8">
          {reasons.map(({ name, reason }) => (
            <li key={name}>
              <span className="font-medium">{name}:</span> {reason}
            </li>
          ))}
        </ul>
      )}
      <Loaded of={answer} waiting={<SkeletonRows rows={2} />}>
        {(told) => {
          const findings = sameFindings(told);
          if (findings.length === 0) return <Empty title={done === 0 ? said.notYet : said.nothingSaid} />;
          return (
            <ul className="divide-y divide-line">
              {findings.map((shared, at) => (
                <Finding key={at} of={shared} replay={replay} />
              ))}
            </ul>
          );
        }}
      </Loaded>
    </div>
  );
}

function Finding({ of: { finding, settings }, replay }: { of: SharedFinding; replay: Replay }) {
  const { severity, title, path, line, fate, named_by_people: named, inline, body, evidence } = finding;
  const isAll = settings.length === replay.settings.length;
  return (
    <li className="px-4 py-3 md:px-8">
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-2 text-sm [&::-webkit-details-marker]:hidden">
          <span aria-hidden="true" className="text-ink-faint transition-transform group-open:rotate-90">
            ›
          </span>
          <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
            <SeverityBadge severity={severity} />
            <span className="min-w-0 font-medium [overflow-wrap:anywhere]">
              <InlineCode text={title} />
            </span>
          </span>
        </summary>
        <div className="mt-2 flex max-w-prose flex-col gap-2 pl-4 text-sm">
          <Markdown text={body} />
          {evidence !== '' && <Markdown text={evidence} />}
        </div>
      </details>
      <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 pl-4 text-xs text-ink-soft">
        <span className="font-mono [overflow-wrap:anywhere]">
          {path}:{line}
        </span>
        <Badge tone={FATE_TONE[fate]} title={said.fateHints[fate]}>
          {said.fates[fate]}
        </Badge>
        {named && <Badge tone="blue">{said.named}</Badge>}
        {!inline && <span>{said.inSummary}</span>}
        {replay.settings.length > 1 && (
          <span>
            {isAll ? said.byAll : said.byOnly(settings.map((at) => replay.settings[at]?.name ?? '').join(', '))}
          </span>
        )}
      </p>
    </li>
  );
}
