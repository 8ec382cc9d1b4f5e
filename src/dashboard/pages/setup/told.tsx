import type { ReactNode } from 'react';
import { classes } from '../../ui/classes.js';

const LOOKS = { red: 'bg-red-soft text-red', yellow: 'bg-yellow-soft text-yellow', grey: 'bg-grey-soft text-ink-soft' };

/** A sentence that is to be read before one goes on; what went wrong is read out. */
export function Told({ tone, children }: { tone: keyof typeof LOOKS; children: ReactNode }) {
  return (
    <div
      role={tone === 'red' ? 'alert' : tone === 'yellow' ? 'status' : undefined}
      className={classes('rounded-md px-3 py-2 text-sm break-words', LOOKS[tone])}
    >
      {children}
    </div>
  );
}
