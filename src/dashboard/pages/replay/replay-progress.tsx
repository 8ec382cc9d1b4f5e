import { money } from '../../format/number.js';
import { Status } from '../../ui/run-status.js';
import { ProgressBar } from '../repos/scan-state.js';
import { words } from '../../words/en.js';
import { isUnderWay, type Replay } from './replay-queries.js';

const said = words.replay;

/** How a replay stands: what is done of it, why it ended, who reviewed. */
export function ReplayProgress({ of }: { of: Replay }) {
  const { status, reason, reviews_done: done, reviews_total: total, model, cost_usd: cost, tokens, started_at } = of;
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4 text-sm [overflow-wrap:anywhere]">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1" aria-live="polite">
        <Status of={status} />
        {total !== null && <span className="tabular-nums">{said.progress(done, total)}</span>}
        <span className="text-ink-soft">{said.spent(money(cost), tokens)}</span>
        {model !== null && <span className="text-ink-soft">{model}</span>}
      </div>
      {total !== null && isUnderWay(of) && (
        <ProgressBar share={total === 0 ? 0 : Math.round((100 * done) / total)} label={said.progress(done, total)} />
      )}
      {status === 'pending' && <p className="text-ink-soft">{said.waits}</p>}
      {status === 'stopped' && <p className="text-yellow">{said.stopped(reason ?? '')}</p>}
      {(status === 'failed' || status === 'cancelled') && reason !== null && <p className="text-ink-soft">{reason}</p>}
      {started_at !== null && model === null && <p className="text-yellow">{said.rulesOnly}</p>}
      <p className="max-w-prose text-xs text-ink-soft">{said.what}</p>
    </div>
  );
}
