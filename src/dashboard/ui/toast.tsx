import { Toast } from '@base-ui/react/toast';
import { words } from '../words/en.js';
import { classes } from './classes.js';

const manager = Toast.createToastManager();

/** Says that something was done, with the way back where there is one. */
export function say(text: string, undo?: () => void): void {
  manager.add({
    title: text,
    timeout: undo === undefined ? 5000 : 10_000,
    ...(undo === undefined ? {} : { actionProps: { children: words.common.undo, onClick: undo } }),
  });
}

/** Says that something could not be done, and why. */
export function complain(error: unknown): void {
  manager.add({
    title: error instanceof Error ? error.message : String(error),
    type: 'error',
    // Not with high priority: the library hides such a one from screen readers while its buttons can still be reached.
    timeout: 12_000,
  });
}

/** Where they show. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={manager}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List() {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={classes(
        'flex items-center gap-3 rounded-md border bg-surface px-3 py-2.5 text-sm shadow-pop',
        toast.type === 'error' ? 'border-red text-red' : 'border-line',
      )}
    >
      {/* It is a dialog that is not modal, which this names. */}
      <Toast.Title render={<p />} className="min-w-0 flex-1 break-words" />
      {toast.actionProps !== undefined && (
        <Toast.Action className="rounded-sm px-1.5 py-0.5 font-medium underline underline-offset-2 hover:bg-hover" />
      )}
      <Toast.Close aria-label={words.common.close} className="rounded-sm px-1 text-ink-faint hover:bg-hover">
        ×
      </Toast.Close>
    </Toast.Root>
  ));
}
