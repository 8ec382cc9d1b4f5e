import { useId } from 'react';
import { Button } from '../../ui/button.js';
import { Input, Select } from '../../ui/field.js';
import { words } from '../../words/en.js';
import { SettingControl } from '../repos/settings/setting-control.js';
import { settingAt, SETTING_FIELDS, type SettingField } from '../repos/settings/settings-fields.js';
import type { SettingDraft } from './drafts.js';

const said = words.replay;
const LONGEST_NAME = 60;

interface Props {
  draft: SettingDraft;
  /** Among the settings, from 1. */
  number: number;
  /** What holds in the repository now. */
  now: object;
  disabled: boolean;
  onChange: (draft: SettingDraft) => void;
  /** Null: it is the only one. */
  onRemove: (() => void) | null;
}

const labelOf = (key: string) => words.repoSettings.keys[key as keyof typeof words.repoSettings.keys]?.label ?? key;

/** One of the settings that are tried: its name, and what it changes. */
export function SettingDraftCard({ draft, number, now, disabled, onChange, onRemove }: Props) {
  const chosen = SETTING_FIELDS.filter(({ key }) => Object.hasOwn(draft.values, key));
  const left = SETTING_FIELDS.filter(({ key }) => !Object.hasOwn(draft.values, key));
  const set = (values: SettingDraft['values']) => onChange({ ...draft, values });
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="sr-only">{said.settingName(number)}</legend>
      <div className="flex items-center gap-2">
        <Input
          aria-label={said.nameOf(number)}
          className="min-w-0 flex-1 font-medium"
          maxLength={LONGEST_NAME}
          value={draft.name}
          disabled={disabled}
          onChange={({ target }) => onChange({ ...draft, name: target.value })}
        />
        {onRemove !== null && !disabled && (
          <Button small look="quiet" aria-label={said.removeSetting(draft.name)} onClick={onRemove}>
            ×
          </Button>
        )}
      </div>
      {chosen.length === 0 && <p className="text-sm text-ink-soft">{said.asInRepo}</p>}
      {chosen.map((field) => (
        <Change
          key={field.key}
          field={field}
          value={draft.values[field.key]}
          disabled={disabled}
          onChange={(value) => set({ ...draft.values, [field.key]: value })}
          onRemove={() => set(Object.fromEntries(Object.entries(draft.values).filter(([key]) => key !== field.key)))}
        />
      ))}
      {!disabled && (
        <Select
          aria-label={said.changeIn(draft.name)}
          className="w-full"
          value=""
          onChange={({ target: { value: key } }) => {
            const field = SETTING_FIELDS.find((one) => one.key === key);
            // Rules are weighed beside those that are set already.
            const value = field?.control.kind === 'rules' ? {} : settingAt(now, key);
            if (field !== undefined) set({ ...draft.values, [key]: value });
          }}
        >
          <option value="">{said.change}</option>
          {left.map(({ key }) => (
            <option key={key} value={key}>
              {labelOf(key)}
            </option>
          ))}
        </Select>
      )}
    </fieldset>
  );
}

function Change({
  field: { key, control },
  value,
  disabled,
  onChange,
  onRemove,
}: {
  field: SettingField;
  value: unknown;
  disabled: boolean;
  onChange: (value: unknown) => void;
  onRemove: () => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-2">
        <label htmlFor={id} className="text-sm">
          {labelOf(key)}
        </label>
        <Button small look="quiet" aria-label={said.takeBack(labelOf(key))} disabled={disabled} onClick={onRemove}>
          ×
        </Button>
      </div>
      <SettingControl control={control} value={value} disabled={disabled} ids={{ id }} onChange={onChange} />
    </div>
  );
}
