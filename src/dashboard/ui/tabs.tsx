import { Link, type LinkProps } from '@tanstack/react-router';
import { TAB, TabRow } from './tab-row.js';

export interface Tab {
  name: string;
  to: LinkProps['to'];
  params?: Record<string, string>;
  exact?: boolean;
}

/** Tabs that are pages of their own: each has an address. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <TabRow label={label}>
      {tabs.map(({ name, to, params, exact = false }) => (
        <Link
          key={name}
          to={to as string}
          params={(params ?? {}) as never}
          activeOptions={{ exact, includeSearch: false }}
          className={TAB}
        >
          {name}
        </Link>
      ))}
    </TabRow>
  );
}
