import { useId, useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.js';
import { DialogActions } from '../../ui/dialog.js';
import { Field, Select, Textarea } from '../../ui/field.js';
import { FormDialog } from '../../ui/form-dialog.js';
import { words } from '../../words/en.js';
import type { Carried } from './carry-out-each.js';
import { DismissalFailures, DismissalProgress } from './dismissal-progress.js';
import { useFindingActions, type Dismissal, type Target } from './use-finding-actions.js';

const { dismissal: said } = words.findings;
const REASONS = ['not_a_bug', 'intentional', 'pre_existing', 'out_of_scope', 'wrong_fact'] as const;
const SCOPES = ['finding', 'file', 'repository'] as const;
const DAYS = ['', '7', '30', '90', '365'] as const;

interface Props {
  /** What is to be dismissed; none: closed. */
  targets: readonly Target[];
  onClose: () => void;
  onDone?: (carried: Carried<Target>) => void;
}

/** Asks why findings are dismissed and how far that reaches, dismisses them, and tells what did not work. */
export function DismissDialog(props: Props) {
  return props.targets.length === 0 ? null : <OpenDialog {...props} />;
}

function OpenDialog({ targets, onClose, onDone }: Props) {
  const { dismiss } = useFindingActions();
  const [note, setNote] = useState('');
  const [finished, setFinished] = useState<number | null>(null);
  const [failed, setFailed] = useState<Carried<Target>['failed']>([]);
  const stopped = useRef(false);
  const isBusy = finished !== null;

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const dismissal = dismissalOf(new FormData(event.currentTarget));
    stopped.current = false;
    setFinished(0);
    const watch = { onProgress: setFinished, isStopped: () => stopped.current };
    const carried = await dismiss(targets, dismissal, watch);
    setFinished(null);
    setFailed(carried.failed);
    onDone?.(carried);
    if (carried.failed.length === 0) onClose();
  };

  const isOver = failed.length > 0;
  return (
    <FormDialog
      changed={note.trim() !== '' && !isOver}
      onClose={onClose}
      title={said.title(targets.map(({ handle }) => handle))}
      description={said.lead}
    >
      {isOver ? (
        <DismissalFailures failed={failed} onClose={onClose} />
      ) : (
        <form className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
          <fieldset disabled={isBusy} className="flex flex-col gap-4">
            <Reasons />
            <Field label={said.scope} hint={said.scopeHint}>
              {(ids) => (
                <Select name="scope" {...ids}>
                  {SCOPES.map((scope) => (
                    <option key={scope} value={scope}>
                      {said.scopes[scope]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={said.note} hint={said.noteHint}>
              {(ids) => (
                <Textarea
                  name="note"
                  rows={2}
                  maxLength={500}
                  value={note}
                  onChange={({ target }) => setNote(target.value)}
                  {...ids}
                />
              )}
            </Field>
            <Field label={said.until}>
              {(ids) => (
                <Select name="days" {...ids}>
                  {DAYS.map((days) => (
                    <option key={days} value={days}>
                      {days === '' ? said.forGood : said.days(Number(days))}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </fieldset>
          {isBusy && targets.length > 1 && <DismissalProgress finished={finished} of={targets.length} />}
          <DialogActions>
            <Button onClick={() => (isBusy ? (stopped.current = true) : onClose())}>
              {isBusy ? said.stop : words.common.cancel}
            </Button>
            <Button type="submit" look="primary" busy={isBusy}>
              {said.submit(targets.length)}
            </Button>
          </DialogActions>
        </form>
      )}
    </FormDialog>
  );
}

function Reasons() {
  const id = useId();
  return (
    <fieldset>
      <legend className="text-sm font-medium">{said.reason}</legend>
      <div className="mt-1 flex flex-col gap-1">
        {REASONS.map((reason, at) => (
          <label key={reason} htmlFor={`${id}-${reason}`} className="flex items-start gap-2 text-sm">
            <input
              type="radio"
              id={`${id}-${reason}`}
              name="reason"
              value={reason}
              defaultChecked={at === 0}
              className="mt-0.5 accent-action"
            />
            <span>
              {said.reasons[reason]}
              <span className="text-ink-soft"> · {said.reasonHints[reason]}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function dismissalOf(form: FormData): Dismissal {
  const days = Number(form.get('days') ?? '');
  const note = form.get('note');
  return {
    reason: REASONS.find((reason) => reason === form.get('reason')) ?? 'not_a_bug',
    scope: SCOPES.find((scope) => scope === form.get('scope')) ?? 'finding',
    note: typeof note === 'string' ? note.trim() : '',
    expires_in_days: days > 0 ? days : null,
  };
}
