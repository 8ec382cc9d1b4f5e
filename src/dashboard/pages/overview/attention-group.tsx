import type { ReactNode } from 'react';
import { Dot, type Tone } from '../../ui/badge.js';

/** Things of one kind that wait for a person. */
export function AttentionGroup({
  tone,
  title,
  all,
  children,
}: {
  tone: Tone;
  title: string;
  /** The link to all of them. */
  all?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-2 text-sm">
        <h3 className="font-medium">
          <Dot tone={tone}>
            <span className="whitespace-normal">{title}</span>
          </Dot>
        </h3>
        {all !== undefined && <span className="text-xs [&>a]:text-link">{all}</span>}
      </div>
      <ul className="mt-1 flex flex-col pl-3.5">{children}</ul>
    </li>
  );
}

/** One of them. */
export function Waiting({ children, end }: { children: ReactNode; end?: ReactNode }) {
  return (
    <li className="flex min-w-0 items-center justify-between gap-3 py-0.5 text-sm">
      <span className="flex min-w-0 flex-wrap items-center gap-x-2">{children}</span>
      {end !== undefined && <span className="shrink-0 text-xs text-ink-faint max-sm:hidden">{end}</span>}
    </li>
  );
}
