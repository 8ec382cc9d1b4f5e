import { Link } from '@tanstack/react-router';
import { count as written } from '../format/number.js';

export interface TabLink {
  name: string;
  /** What of the address chooses it; the rest stays. */
  search: Readonly<Record<string, string | undefined>>;
  count?: number | undefined;
}

/** Tabs of one page, of which the address says after `?` which one is open. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="-mb-px flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ name, search, count }) => (
        <Link
          key={name}
          to="."
          search={((before: object) => ({ ...before, ...search })) as never}
          activeOptions={{ exact: true }}
          className="inline-flex items-center gap-1.5 border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-ink-soft no-underline hover:text-ink aria-[current=page]:border-honey aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {name}
          {count !== undefined && count > 0 && (
            <span className="rounded-full bg-grey-soft px-1.5 text-2xs text-ink-soft tabular-nums">
              {written(count)}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
