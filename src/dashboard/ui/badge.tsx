import type { ReactNode } from 'react';
import { classes } from './classes.js';

export type Tone = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'grey' | 'honey';

const TONES: Readonly<Record<Tone, string>> = {
  red: 'bg-red-soft text-red',
  orange: 'bg-orange-soft text-orange',
  yellow: 'bg-yellow-soft text-yellow',
  green: 'bg-green-soft text-green',
  blue: 'bg-blue-soft text-blue',
  grey: 'bg-grey-soft text-grey',
  honey: 'bg-honey-soft text-yellow',
};

const DOTS: Readonly<Record<Tone, string>> = {
  red: 'bg-red',
  orange: 'bg-orange',
  yellow: 'bg-yellow',
  green: 'bg-green',
  blue: 'bg-blue',
  grey: 'bg-ink-faint',
  honey: 'bg-honey',
};

/** A word with the colour of what it means. What stands beside it gives way. */
export function Badge({ tone = 'grey', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className={classes(
        'inline-flex max-w-full shrink-0 items-center rounded-sm px-1.5 py-px text-2xs font-medium',
        TONES[tone],
      )}
    >
      <span className="truncate">{children}</span>
    </span>
  );
}

/** A state as a dot with its word. */
export function Dot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden="true" className={classes('size-2 shrink-0 rounded-full', DOTS[tone])} />
      {children}
    </span>
  );
}
