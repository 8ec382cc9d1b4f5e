import { useState } from 'react';
import { Button } from '../../ui/button.js';
import { Dialog, DialogActions } from '../../ui/dialog.js';
import { words } from '../../words/en.js';

interface Props {
  name: string;
  open: boolean;
  busy: boolean;
  onClose: () => void;
  onDisconnect: (purge: boolean) => void;
}

/** Ends the reviews of a repository, with or without what is known of it. */
export function DisconnectDialog({ name, open, busy, onClose, onDisconnect }: Props) {
  const [purge, setPurge] = useState(false);
  const told = words.repos.disconnect;
  return (
    <Dialog open={open} onClose={onClose} title={told.title(name)} description={told.lead}>
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 text-sm font-medium">{told.known}</legend>
        {([false, true] as const).map((value) => (
          <label
            key={String(value)}
            className="flex items-start gap-2.5 rounded-md border border-line p-2.5 text-sm has-checked:border-line-strong has-checked:bg-hover"
          >
            <input
              type="radio"
              name="purge"
              className="mt-0.5 size-4 accent-action"
              checked={purge === value}
              onChange={() => setPurge(value)}
            />
            <span>
              <span className="font-medium">{value ? told.purge : told.keep}</span>
              <span className="block text-xs text-ink-soft">{value ? told.purgeHint : told.keepHint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <DialogActions>
        <Button onClick={onClose}>{words.common.cancel}</Button>
        <Button look="danger" busy={busy} onClick={() => onDisconnect(purge)}>
          {purge ? told.doPurge : told.do}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
