import { useEffect, type ReactNode } from 'react';

/** A page's head and what stands below; its title becomes that of the window. */
export function Page({
  title,
  name = typeof title === 'string' ? title : '',
  lead,
  actions,
  children,
}: {
  title: ReactNode;
  /** Of the window, where the title is more than words. */
  name?: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}) {
  useEffect(() => {
    document.title = name === '' ? 'Nectr' : `${name} · Nectr`;
  }, [name]);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-4 px-4 py-5 sm:px-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold break-words">{title}</h1>
          {lead !== undefined && <div className="mt-0.5 text-sm text-ink-soft">{lead}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A line of filters above a list. */
export function Filters({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>;
}
