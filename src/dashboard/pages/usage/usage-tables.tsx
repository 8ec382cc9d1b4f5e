import { compact, count, money, percent } from '../../format/number.js';
import { Card } from '../../ui/card.js';
import { RepoLink } from '../../ui/links.js';
import { Empty } from '../../ui/states.js';
import { Table, type Column } from '../../ui/table.js';
import { words } from '../../words/en.js';
import { cacheShare } from './cache-share.js';
import type { Usage } from './usage-page.js';

const { tables } = words.usage;

const USED: Column<Usage['totals']>[] = [
  { head: tables.cost, end: true, cell: (row) => money(row.cost_usd) },
  { head: tables.calls, end: true, wide: true, cell: ({ requests }) => count(requests) },
  {
    head: tables.tokens,
    end: true,
    cell: (row) => compact(row.tokens_in + row.tokens_cache_read + row.tokens_cache_write + row.tokens_out),
  },
  { head: tables.cached, end: true, cell: (row) => percent(cacheShare(row)) },
];

/** The same by repository and by model, the dearest first. */
export function UsageTables({ usage }: { usage: Usage }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title={tables.byRepo} flush>
        {usage.by_repo.length === 0 ? (
          <Empty hint={words.usage.byDay.emptyHint} />
        ) : (
          <Table
            label={tables.byRepo}
            rows={usage.by_repo}
            keyOf={({ repo }) => repo ?? ''}
            columns={[
              {
                head: words.common.repository,
                cell: ({ repo }) =>
                  repo === null ? <span className="text-ink-soft">{tables.noRepo}</span> : <RepoLink repo={repo} />,
              },
              ...USED,
            ]}
          />
        )}
      </Card>
      <Card title={tables.byModel} flush>
        {usage.by_model.length === 0 ? (
          <Empty hint={words.usage.byDay.emptyHint} />
        ) : (
          <Table
            label={tables.byModel}
            rows={usage.by_model}
            keyOf={({ model }) => model}
            columns={[
              {
                head: tables.model,
                cell: ({ model }) => <span className="font-mono text-xs whitespace-nowrap">{model}</span>,
              },
              ...USED,
            ]}
          />
        )}
      </Card>
    </div>
  );
}
