import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { words } from '../../words/en.js';
import type { Carried } from './carry-out-each.js';
import type { Target } from './use-finding-actions.js';

const { dismissal: said } = words.findings;
const MOST_SHOWN = 8;

/** How far it is. */
export function DismissalProgress({ finished, of }: { finished: number; of: number }) {
  return (
    <div role="status" className="flex flex-col gap-1 text-xs text-ink-soft">
      <span className="tabular-nums">{said.progress(finished, of)}</span>
      <progress value={finished} max={of} aria-label={said.progress(finished, of)} className="h-1.5 w-full" />
    </div>
  );
}

/** What could not be dismissed, each with the reason. */
export function DismissalFailures({ failed, onClose }: { failed: Carried<Target>['failed']; onClose: () => void }) {
  return (
    <div role="alert" className="flex flex-col gap-4 text-sm">
      <p>{said.failed(failed.length)}</p>
      <ul className="flex flex-col gap-1">
        {failed.slice(0, MOST_SHOWN).map(({ item, error }) => (
          <li key={item.id}>
            <span className="font-medium">
              {item.repo}#{item.pr_number} {item.handle}
            </span>
            : <span className="text-ink-soft">{error.message}</span>
          </li>
        ))}
        {failed.length > MOST_SHOWN && <li className="text-ink-soft">{said.andMore(failed.length - MOST_SHOWN)}</li>}
      </ul>
      <DialogActions>
        <Button onClick={onClose}>{words.common.close}</Button>
      </DialogActions>
    </div>
  );
}
