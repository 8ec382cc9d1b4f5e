import { useId, type ReactNode } from 'react';
import { classes } from './classes.js';

interface Props {
  title?: ReactNode;
  /** Beside the title, at the end of its line. */
  actions?: ReactNode;
  /** Without room around what is in it: a table, a list. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A part of a page. With a title it is a region of its own. */
export function Card({ title, actions, flush = false, className, children }: Props) {
  const id = useId();
  const Tag = title === undefined ? 'div' : 'section';
  return (
    <Tag
      className={classes('min-w-0 rounded-lg border border-line bg-surface', className)}
      aria-labelledby={title === undefined ? undefined : id}
    >
      {title !== undefined && (
        <div className="flex min-h-11 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
          <h2 id={id} className="text-sm font-semibold">
            {title}
          </h2>
          {actions}
        </div>
      )}
      <div className={flush ? 'min-w-0' : 'min-w-0 p-4'}>{children}</div>
    </Tag>
  );
}

/** One number with its name, and what it is compared with. */
export function Figure({ name, value, hint }: { name: string; value: ReactNode; hint?: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="text-xs text-ink-soft">{name}</div>
      <div className="mt-0.5 text-xl font-semibold tabular-nums">{value}</div>
      {hint !== undefined && <div className="mt-0.5 text-xs text-ink-faint">{hint}</div>}
    </div>
  );
}

/** Names and values below each other. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
