import { useBlocker } from '@tanstack/react-router';
import { useState } from 'react';
import { words } from '../words/en.js';
import { Button } from './button.js';
import { Dialog, DialogActions } from './dialog.js';
import { isSame } from './is-same.js';

/** Whether what a form holds is other than what it began with. */
export function useChanged(value: unknown): boolean {
  const [first] = useState(value);
  return !isSame(first, value);
}

interface Place {
  pathname: string;
  search: object;
}

/** A place within a page, such as the target of a skip link, leaves everything as it is. */
const isElsewhere = ({ current, next }: { current: Place; next: Place }): boolean =>
  current.pathname !== next.pathname || !isSame(current.search, next.search);

/**
 * Asks before what was typed is lost, as long as `changed`: in a dialog where a link or the back button leads away, in
 * the browser's own words where the tab is closed or loaded anew. Who saves and then leads on does so with
 * `ignoreBlocker`.
 */
export function UnsavedGuard({ changed }: { changed: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: isElsewhere,
    enableBeforeUnload: true,
    disabled: !changed,
    withResolver: true,
  });
  return <LeaveDialog open={status === 'blocked'} onStay={() => reset?.()} onLeave={() => proceed?.()} />;
}

/** The question itself. To stay is what Enter and Escape do. */
export function LeaveDialog({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  return (
    <Dialog open={open} onClose={onStay} title={words.unsaved.title} description={words.unsaved.lead}>
      <DialogActions>
        <Button look="primary" onClick={onStay}>
          {words.unsaved.stay}
        </Button>
        <Button look="danger" onClick={onLeave}>
          {words.unsaved.leave}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
