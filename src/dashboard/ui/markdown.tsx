import { lazy, Suspense } from 'react';
import { Skeleton } from './states.js';

const Rendered = lazy(() => import('./markdown-rendered.js'));

/** Markdown as the pull request shows it. Whatever it holds, nothing in it runs. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<Skeleton className="h-16 w-full" />}>
      <Rendered text={text} />
    </Suspense>
  );
}
