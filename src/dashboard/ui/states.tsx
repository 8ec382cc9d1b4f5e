import type { ReactNode } from 'react';
import { ApiProblem } from '../api/client.js';
import { words } from '../words/en.js';
import { Button } from './button.js';
import { classes } from './classes.js';

function Message({ title, hint, action }: { title: string; hint?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      {hint !== undefined && <p className="max-w-prose text-sm text-ink-soft">{hint}</p>}
      {action}
    </div>
  );
}

/** Nothing is there; `hint` says what would bring something. */
export function Empty({
  title = words.common.nothing,
  hint,
  action,
}: {
  title?: string;
  hint?: ReactNode;
  action?: ReactNode;
}) {
  return <Message title={title} hint={hint} action={action} />;
}

const TITLES: Readonly<Record<number, string>> = { 403: words.errors.noAccess, 404: words.errors.notFound };

/** What could not be loaded: why, and the way out. */
export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const status = error instanceof ApiProblem ? error.status : null;
  const title = (status === null ? undefined : TITLES[status]) ?? words.errors.title;
  const hint = status === 404 ? words.errors.notFoundHint : error.message;
  const mayHelp = status !== 403 && status !== 404;
  return (
    <div role="alert">
      <Message
        title={title}
        hint={hint}
        action={mayHelp && retry !== undefined && <Button onClick={retry}>{words.errors.retry}</Button>}
      />
    </div>
  );
}

/** Where something will stand. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <div aria-hidden="true" className={classes('animate-pulse rounded-md bg-grey-soft', className ?? 'h-4 w-full')} />
  );
}

/** The rows of a list that is still on its way. */
export function SkeletonRows({ rows = 8 }: { rows?: number }) {
  return (
    <div role="status" className="divide-y divide-line">
      <span className="sr-only">{words.common.loading}</span>
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex items-center gap-4 px-4 py-3">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3.5 w-1/5" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
