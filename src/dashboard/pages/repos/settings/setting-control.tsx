import { Checkbox, Input, Select, Textarea } from '../../../ui/field.js';
import { words } from '../../../words/en.js';
import { RulesControl } from './rules-control.js';
import type { Control } from './settings-fields.js';

interface Props {
  control: Control;
  value: unknown;
  disabled: boolean;
  ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };
  onChange: (value: unknown) => void;
}

/** The control of one setting by its kind. A list has one entry a line. */
export function SettingControl({ control, value, disabled, ids, onChange }: Props) {
  if (control.kind === 'switch')
    return (
      <Checkbox
        {...ids}
        checked={value === true}
        disabled={disabled}
        onChange={({ target }) => onChange(target.checked)}
      />
    );
  if (control.kind === 'choice')
    return (
      <Select {...ids} value={String(value)} disabled={disabled} onChange={({ target }) => onChange(target.value)}>
        {control.of.map((one) => (
          <option key={one} value={one}>
            {words.repoSettings.choices[one as keyof typeof words.repoSettings.choices] ?? one}
          </option>
        ))}
      </Select>
    );
  if (control.kind === 'number')
    return (
      <Input
        {...ids}
        type="number"
        min={control.min}
        max={control.max}
        className="w-24"
        value={typeof value === 'number' ? value : ''}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value === '' ? null : Number(target.value))}
      />
    );
  if (control.kind === 'text')
    return (
      <Input
        {...ids}
        className="w-40"
        value={typeof value === 'string' ? value : ''}
        disabled={disabled}
        onChange={({ target }) => onChange(target.value)}
      />
    );
  if (control.kind === 'rules')
    return <RulesControl ids={ids} value={value as Record<string, string>} disabled={disabled} onChange={onChange} />;
  const lines = Array.isArray(value) ? value.map(String) : [];
  return (
    <Textarea
      {...ids}
      rows={Math.min(8, Math.max(2, lines.length + 1))}
      className="w-full max-w-lg font-mono text-xs"
      placeholder={disabled ? words.repoSettings.emptyList : words.repoSettings.oneALine}
      value={lines.join('\n')}
      disabled={disabled}
      onChange={({ target }) => onChange(target.value === '' ? [] : target.value.split('\n'))}
    />
  );
}
