import { Link, type LinkProps } from '@tanstack/react-router';

export interface Tab {
  name: string;
  to: LinkProps['to'];
  params?: Record<string, string>;
  exact?: boolean;
}

/** Tabs that are pages of their own: each has an address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="-mb-px flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ name, to, params, exact = false }) => (
        <Link
          key={name}
          to={to as string}
          params={(params ?? {}) as never}
          activeOptions={{ exact, includeSearch: false }}
          className="border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-ink-soft no-underline hover:text-ink aria-[current=page]:border-honey aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}
