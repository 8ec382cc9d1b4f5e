import type { ReactNode } from 'react';

/** What is wider than its place scrolls in it by itself, by keyboard as well; a shadow lies where there is more. */
export function Sideways({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="sideways">
      <div ref={watch} className="overflow-x-auto" tabIndex={0} role="region" aria-label={label}>
        {children}
      </div>
    </div>
  );
}

const watch = (scroller: HTMLElement | null) => (scroller === null ? undefined : markMore(scroller));

/**
 * Watches what scrolls sideways, with one element in it, in an element of the class `sideways`: that one is told in
 * `data-more` on which sides there is more than can be seen, such as `start end`. Returns how to stop.
 */
export function markMore(scroller: HTMLElement): () => void {
  const mark = () => {
    const { scrollLeft, scrollWidth, clientWidth, parentElement } = scroller;
    const sides = [scrollLeft > 1 && 'start', scrollLeft < scrollWidth - clientWidth - 1 && 'end'];
    parentElement?.setAttribute('data-more', sides.filter(Boolean).join(' '));
  };
  const resized = new ResizeObserver(mark);
  resized.observe(scroller);
  if (scroller.firstElementChild !== null) resized.observe(scroller.firstElementChild);
  scroller.addEventListener('scroll', mark, { passive: true });
  return () => {
    resized.disconnect();
    scroller.removeEventListener('scroll', mark);
  };
}
