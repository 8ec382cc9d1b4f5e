import { count, money, percent } from '../../format/number.js';
import { Card, Facts } from '../../ui/card.js';
import { words } from '../../words/en.js';
import type { ReviewDetail } from './review-queries.js';

const { model: said } = words.review;

/** What the model was given and what it cost. */
export function ReviewModel({ of }: { of: ReviewDetail }) {
  const { model, cost_usd: cost } = of;
  if (model === null)
    return (
      <Card title={said.title}>
        <p className="text-sm text-ink-soft">{said.none}</p>
      </Card>
    );
  const { name, effort, tokens_in: given, tokens_out: answered, tokens_cached: cached, parts } = model;
  return (
    <Card title={said.title}>
      <div className="grid gap-6 sm:grid-cols-2">
        <Facts
          rows={[
            [
              said.name,
              <code key="name" className="font-mono text-xs">
                {name}
              </code>,
            ],
            ...(effort === null ? [] : [[said.effort, effort] as const]),
            [said.cost, money(cost)],
            [said.given, count(given)],
            [said.cached, `${count(cached)} (${percent(given === 0 ? null : Math.min(1, cached / given))})`],
            [said.answered, count(answered)],
          ]}
        />
        <Parts parts={parts} />
      </div>
    </Card>
  );
}

/** What it was given, by part, largest first. */
function Parts({ parts }: { parts: Readonly<Record<string, number>> }) {
  const rows = Object.entries(parts)
    .filter(([, tokens]) => tokens > 0)
    .toSorted(([, a], [, b]) => b - a);
  const most = rows[0]?.[1] ?? 0;
  const all = rows.reduce((sum, [, tokens]) => sum + tokens, 0);
  if (rows.length === 0) return <p className="text-sm text-ink-soft">{said.noParts}</p>;
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-xs font-medium text-ink-soft">{said.parts}</h3>
      <ul className="flex flex-col gap-1.5 text-xs">
        {rows.map(([part, tokens]) => (
          <li key={part} className="grid grid-cols-[minmax(0,7rem)_1fr_auto] items-center gap-2">
            <span className="truncate">{nameOf(part)}</span>
            <span aria-hidden="true" className="h-2">
              <span
                className="block h-full rounded-xs bg-[var(--chart-1)]"
                style={{ width: `${(tokens / most) * 100}%` }}
              />
            </span>
            <span className="text-right text-ink-soft tabular-nums">
              {count(tokens)} · {percent(tokens / all)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function nameOf(part: string): string {
  const names: Readonly<Record<string, string>> = said.partNames;
  return names[part] ?? part;
}
