import { Link } from '@tanstack/react-router';
import { count as written } from '../format/number.js';
import { TAB, TabRow } from './tab-row.js';

export interface TabLink {
  name: string;
  /** What of the address chooses it; the rest stays. */
  search: Readonly<Record<string, string | undefined>>;
  count?: number | undefined;
}

/** Tabs of one page, of which the address says after `?` which one is open. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <TabRow label={label}>
      {tabs.map(({ name, search, count }) => (
        <Link
          key={name}
          to="."
          search={((before: object) => ({ ...before, ...search })) as never}
          activeOptions={{ exact: true }}
          className={TAB}
        >
          {name}
          {count !== undefined && count > 0 && (
            <span className="rounded-full bg-grey-soft px-1.5 text-2xs text-ink-soft tabular-nums">
              {written(count)}
            </span>
          )}
        </Link>
      ))}
    </TabRow>
  );
}
