import { useState, type ComponentProps } from 'react';
import { Dialog } from './dialog.js';
import { LeaveDialog, UnsavedGuard } from './unsaved.js';

type Props = Omit<ComponentProps<typeof Dialog>, 'open'> & {
  /** Something was typed that is not saved. */
  changed: boolean;
};

/** An open dialog with a form in it: a key or a click beside it does not take along what was typed. Cancel does. */
export function FormDialog({ changed, onClose, children, ...rest }: Props) {
  const [isLeaving, setLeaving] = useState(false);
  return (
    <Dialog open onClose={changed ? () => setLeaving(true) : onClose} {...rest}>
      {children}
      <UnsavedGuard changed={changed} />
      <LeaveDialog open={isLeaving} onStay={() => setLeaving(false)} onLeave={onClose} />
    </Dialog>
  );
}
