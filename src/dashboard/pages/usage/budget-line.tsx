import type { ReactNode } from 'react';
import { compact, money } from '../../format/number.js';
import { words } from '../../words/en.js';
import type { Budgets } from './budgets-query.js';
import { leftOf } from './left-of.js';

const { budgets: told } = words.usage;
const COLOURS = { fine: 'var(--chart-1)', low: 'var(--chart-2)', spent: 'var(--chart-4)' } as const;
/** By period; dollars above tokens. */
const PERIODS = [
  ['review_dollars', 'review_tokens'],
  ['daily_dollars', 'daily_tokens'],
  ['monthly_dollars', 'monthly_tokens'],
] as const;

/** One budget: each of its amounts with what is spent and what is left. */
export function BudgetLine({ name, budget }: { name: ReactNode; budget: Budgets['installation'] }) {
  return (
    <li className="grid gap-3 px-4 py-3 sm:grid-cols-2 lg:grid-cols-4">
      <div className="min-w-0 text-sm font-medium break-words">
        {name}
        {budget.set_by !== null && <p className="text-xs font-normal text-ink-faint">{told.setBy(budget.set_by)}</p>}
      </div>
      {PERIODS.map((period) => (
        <div key={period[0]} className="flex min-w-0 flex-col gap-2">
          {period.map((key) => (
            <Amount
              key={key}
              title={told.amounts[key]}
              limit={budget[key]}
              spent={spentOf(budget, key)}
              format={key.endsWith('_tokens') ? compact : money}
            />
          ))}
        </div>
      ))}
    </li>
  );
}

/** Null: each review begins anew. */
function spentOf({ spent }: Budgets['installation'], key: (typeof PERIODS)[number][number]): number | null {
  return key === 'review_dollars' || key === 'review_tokens' ? null : spent[key];
}

function Amount({
  title,
  limit,
  spent,
  format,
}: {
  title: string;
  limit: number | null;
  spent: number | null;
  format: (value: number) => string;
}) {
  if (spent === null)
    return (
      <div className="min-w-0 text-sm">
        <div className="text-xs text-ink-soft">{title}</div>
        {limit === null ? (
          <div className="text-xs text-ink-faint">{told.noLimit}</div>
        ) : (
          <div className="tabular-nums">{format(limit)}</div>
        )}
      </div>
    );
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
