import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { classes } from './classes.js';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  /** Wide enough for a table or text. */
  wide?: boolean;
  children: ReactNode;
}

/** What has to be answered before one goes on. The focus stays in it, and goes back to where it was. */
export function Dialog({ open, onClose, title, description, wide = false, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(isOpen) => isOpen || onClose()}>
      <Base.Portal>
        {/* Also over the dialog that this one stands in. */}
        <Base.Backdrop forceRender className="fixed inset-0 z-50 bg-black/40" />
        <Base.Popup
          className={classes(
            'fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto',
            'rounded-lg border border-line bg-surface p-5 shadow-pop',
            wide ? 'max-w-3xl' : 'max-w-md',
          )}
        >
          <Base.Title className="text-lg font-semibold">{title}</Base.Title>
          {description !== undefined && (
            <Base.Description className="mt-1 text-sm text-ink-soft">{description}</Base.Description>
          )}
          <div className="mt-4 flex flex-col gap-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The buttons at the end of a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-2">{children}</div>;
}
