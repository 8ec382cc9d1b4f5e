import { useState } from 'react';
import { ApiProblem } from '../../../api/client.js';
import { Button } from '../../../ui/button.js';
import { Card } from '../../../ui/card.js';
import { classes } from '../../../ui/classes.js';
import { UnsavedGuard } from '../../../ui/unsaved.js';
import { words } from '../../../words/en.js';
import { changesOf, errorsByKey, type Draft } from './changes-of.js';
import { SettingRow } from './setting-row.js';
import type { RepoSettingsAnswer } from '../repo-queries.js';
import { settingAt, SETTING_FIELDS } from './settings-fields.js';

const told = words.repoSettings;

interface Props {
  answer: Pick<RepoSettingsAnswer, 'settings' | 'sources' | 'read_only' | 'dashboard'>;
  /** Null: who is signed in may change it. */
  mayNot: string | null;
  /** Where the file that sets some of it stands; null: there is none to lead to. */
  fileUrl: string | null;
  busy: boolean;
  error: Error | null;
  /** Settles when the patch was taken. */
  onSave: (patch: Record<string, unknown>) => Promise<unknown>;
}

/** All settings in their groups; what has been changed is saved together, and what is wrong stands at its field. */
export function SettingsForm({ answer, mayNot, fileUrl, busy, error, onSave }: Props) {
  const [draft, setDraft] = useState<Draft>({});
  const patch = changesOf(answer.settings, draft);
  const wrong = errorsByKey(error instanceof ApiProblem ? error.errors : []);
  const general = wrong.get('') ?? (error !== null && wrong.size === 0 ? error.message : null);
  const isOurs = (key: string) => answer.read_only.every((one) => one !== key && !one.startsWith(`${key}.`));
  const save = async (change: Record<string, unknown>, done: (before: Draft) => Draft) => {
    // What was refused stays in the form, with what is wrong at its field.
    const isTaken = await onSave(change).then(
      () => true,
      () => false,
    );
    if (isTaken) setDraft(done);
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (patch !== null) void save(patch, () => ({}));
      }}
    >
      <UnsavedGuard changed={patch !== null && mayNot === null} />
      {told.groups.map(({ title, keys }) => (
        <Card key={title} title={title} flush>
          <div className="divide-y divide-line">
            {SETTING_FIELDS.filter(({ key }) => (keys as readonly string[]).includes(key)).map(({ key, control }) => (
              <SettingRow
                key={key}
                name={key}
                control={control}
                value={Object.hasOwn(draft, key) ? draft[key] : settingAt(answer.settings, key)}
                sources={answer.sources}
                isInFile={!isOurs(key)}
                fileUrl={fileUrl}
                disabled={mayNot !== null || (!isOurs(key) && control.kind !== 'rules')}
                isSetHere={settingAt(answer.dashboard, key) !== undefined}
                error={wrong.get(key) ?? null}
                onChange={(value) => setDraft({ ...draft, [key]: value })}
                onTakeBack={(change) =>
                  void save(change, (before) =>
                    Object.fromEntries(Object.entries(before).filter(([one]) => one !== key)),
                  )
                }
              />
            ))}
          </div>
        </Card>
      ))}
      <div
        className={classes(
          'flex flex-wrap items-center justify-end gap-3 border-t border-line bg-page py-3',
          patch !== null && 'sticky bottom-0',
        )}
      >
        {general !== null && (
          <p role="alert" className="mr-auto text-sm text-red">
            {general}
          </p>
        )}
        {mayNot !== null && <p className="mr-auto text-sm text-ink-soft">{mayNot}</p>}
        {patch !== null && (
          <Button disabled={busy} onClick={() => setDraft({})}>
            {told.discard}
          </Button>
        )}
        <Button type="submit" look="primary" disabled={patch === null || mayNot !== null} busy={busy}>
          {words.common.save}
        </Button>
      </div>
    </form>
  );
}
