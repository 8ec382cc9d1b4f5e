import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { markMore } from './sideways.js';

/** How a tab looks, a link in a `TabRow`. */
export const TAB =
  'inline-flex items-center gap-1.5 border-b-2 border-transparent px-3 py-2 text-sm whitespace-nowrap text-ink-soft no-underline hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-honey aria-[current=page]:font-medium aria-[current=page]:text-ink';

/** Tabs beside each other. Where there is no room for all, the row scrolls, and the one that is open can be seen. */
export function TabRow({ label, children }: { label: string; children: ReactNode }) {
  const router = useRouter();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const { current } = row;
    if (current === null) return undefined;
    const show = () => showOpenTab(current);
    const resized = new ResizeObserver(show);
    resized.observe(current);
    if (current.firstElementChild !== null) resized.observe(current.firstElementChild);
    // By then the router has put back how far the row was scrolled on the page before.
    const unsubscribe = router.subscribe('onRendered', show);
    const unmark = markMore(current);
    return () => {
      resized.disconnect();
      unsubscribe();
      unmark();
    };
  }, [router]);
  return (
    <div className="sideways">
      <nav ref={row} aria-label={label} className="overflow-x-auto">
        <div className="flex w-max min-w-full gap-1 border-b border-line">{children}</div>
      </nav>
    </div>
  );
}

function showOpenTab(row: HTMLElement): void {
  const open = row.querySelector<HTMLElement>('[aria-current=page]');
  // Not `scrollIntoView`: it would move the page as well.
  if (open !== null) row.scrollLeft = open.offsetLeft - (row.clientWidth - open.offsetWidth) / 2;
}
