import type { ReactNode } from 'react';
import { compact, money } from '../../format/number.js';
import { words } from '../../words/en.js';
import type { Budgets } from './budgets-card.js';
import { leftOf } from './left-of.js';

const { budgets: told } = words.usage;
const COLOURS = { fine: 'var(--chart-1)', low: 'var(--chart-2)', spent: 'var(--chart-4)' } as const;
const AMOUNTS = [
  ['daily_dollars', told.today, money],
  ['monthly_dollars', told.month, money],
  ['daily_tokens', told.tokens, compact],
] as const;

/** One budget: each of its amounts with what is spent and what is left. */
export function BudgetLine({ name, budget }: { name: ReactNode; budget: Budgets['installation'] }) {
  return (
    <li className="grid gap-3 px-4 py-3 sm:grid-cols-2 lg:grid-cols-4">
      <div className="min-w-0 text-sm font-medium break-words">
        {name}
        {budget.set_by !== null && <p className="text-xs font-normal text-ink-faint">{told.setBy(budget.set_by)}</p>}
      </div>
      {AMOUNTS.map(([key, title, format]) => (
        <Amount key={key} title={title} limit={budget[key]} spent={budget.spent[key]} format={format} />
      ))}
    </li>
  );
}

function Amount({
  title,
  limit,
  spent,
  format,
}: {
  title: string;
  limit: number | null;
  spent: number;
  format: (value: number) => string;
}) {
  const left = leftOf(limit, spent);
  return (
    <div className="min-w-0 text-sm">
      <div className="text-xs text-ink-soft">{title}</div>
      {left === null || limit === null ? (
        <div className="tabular-nums">
          {format(spent)} <span className="text-xs text-ink-faint">{told.noLimit}</span>
        </div>
      ) : (
        <>
          <div className="tabular-nums">
            {told.of(format(spent), format(limit))}{' '}
            <span className={left.state === 'spent' ? 'text-xs text-red' : 'text-xs text-ink-faint'}>
              {left.state === 'spent' ? told.spent : told.left(format(left.left))}
            </span>
          </div>
          <div
            role="meter"
            aria-label={title}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(left.part * 100)}
            className="mt-1 h-1.5 overflow-hidden rounded-sm bg-grey-soft"
          >
            <div className="h-full" style={{ width: `${left.part * 100}%`, background: COLOURS[left.state] }} />
          </div>
        </>
      )}
    </div>
  );
}
