import { useState } from 'react';
import { useMayWrite } from '../../api/repositories.js';
import { count } from '../../format/number.js';
import { Button } from '../../ui/button.js';
import { words } from '../../words/en.js';
import { DismissDialog } from '../findings/dismiss-dialog.js';
import { FindingCard } from '../findings/finding-card.js';
import type { FindingDetail } from '../findings/finding-queries.js';
import { SEVERITIES } from '../findings/search.js';
import type { ReviewDetail } from './review-queries.js';

const { findings: said } = words.review;
const AT_ONCE = 20;

/** All that the pull request was told up to this round: what is open as cards, the rest folded. */
export function ReviewFindings({ of }: { of: ReviewDetail }) {
  const mayWrite = useMayWrite(of.repo);
  const [dismissed, setDismissed] = useState<readonly FindingDetail[]>([]);
  const open = bySeverity(of.findings.filter(({ state }) => state === 'open'));
  const over = of.findings.filter(({ state }) => state !== 'open');
  const cards = (findings: readonly FindingDetail[]) => (
    <Cards findings={findings} mayWrite={mayWrite} reviewId={of.id} onDismiss={(finding) => setDismissed([finding])} />
  );
  return (
    <section id="findings" aria-labelledby="findings-title" className="flex min-w-0 scroll-mt-4 flex-col gap-3">
      <h2 id="findings-title" className="text-base font-semibold">
        {said.title} <span className="font-normal text-ink-soft">{said.open(open.length)}</span>
      </h2>
      {of.findings.length === 0 && (
        <p className="rounded-lg border border-line bg-surface px-4 py-3 text-sm text-ink-soft">{noneText(of)}</p>
      )}
      {cards(open)}
      {over.length > 0 && (
        <details open={open.length === 0} className="flex flex-col">
          <summary className="rounded-lg border border-line bg-surface px-4 py-2 text-sm">{overText(over)}</summary>
          <div className="mt-3 flex flex-col gap-3">{cards(over)}</div>
        </details>
      )}
      <DismissDialog targets={dismissed} onClose={() => setDismissed([])} />
    </section>
  );
}

interface CardsProps {
  findings: readonly FindingDetail[];
  mayWrite: boolean;
  reviewId: string;
  onDismiss: (finding: FindingDetail) => void;
}

function Cards({ findings, onDismiss, ...props }: CardsProps) {
  const [shown, setShown] = useState(AT_ONCE);
  return (
    <>
      {findings.slice(0, shown).map((finding) => (
        <FindingCard key={finding.id} finding={finding} onDismiss={() => onDismiss(finding)} {...props} />
      ))}
      {findings.length > shown && (
        <Button className="self-center" onClick={() => setShown(shown + AT_ONCE)}>
          {said.more(count(findings.length - shown))}
        </Button>
      )}
    </>
  );
}

function bySeverity(findings: readonly FindingDetail[]): FindingDetail[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** No findings are never told without what was read. */
function noneText({ coverage }: ReviewDetail): string {
  return coverage === null ? said.noneUnknown : said.none(count(coverage.read.length), count(coverage.total));
}

function overText(over: readonly FindingDetail[]): string {
  const states = ['fixed', 'dismissed', 'outdated'] as const;
  return states
    .map((state) => [over.filter((finding) => finding.state === state).length, state] as const)
    .filter(([number]) => number > 0)
    .map(([number, state]) => `${count(number)} ${state}`)
    .join(', ');
}
