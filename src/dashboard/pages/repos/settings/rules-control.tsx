import { useState } from 'react';
import { Button } from '../../../ui/button.js';
import { Input, Select } from '../../../ui/field.js';
import { words } from '../../../words/en.js';

const LEVELS = ['off', 'must-fix', 'should-fix', 'minor'] as const;
const told = words.repoSettings.rules;

interface Props {
  value: Readonly<Record<string, string>>;
  disabled: boolean;
  ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true };
  onChange: (value: Record<string, string>) => void;
}

/** Rules that are weighed anew or switched off, and a line to add one. */
export function RulesControl({ value, disabled, ids, onChange }: Props) {
  const [name, setName] = useState('');
  const add = () => {
    if (name.trim() === '') return;
    onChange({ ...value, [name.trim()]: value[name.trim()] ?? 'off' });
    setName('');
  };
  return (
    <div className="flex flex-col gap-2">
      {Object.entries(value).map(([rule, level]) => (
        <div key={rule} className="flex flex-wrap items-center gap-2">
          <span className="min-w-40 font-mono text-xs wrap-anywhere">{rule}</span>
          <Select
            aria-label={told.levelOf(rule)}
            value={level}
            disabled={disabled}
            onChange={({ target }) => onChange({ ...value, [rule]: target.value })}
          >
            {LEVELS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
          {!disabled && (
            <Button
              small
              look="quiet"
              aria-label={told.remove(rule)}
              onClick={() => onChange(Object.fromEntries(Object.entries(value).filter(([one]) => one !== rule)))}
            >
              ×
            </Button>
          )}
        </div>
      ))}
      {disabled && Object.keys(value).length === 0 && <span className="text-sm text-ink-faint">{told.none}</span>}
      {!disabled && (
        <div className="flex flex-wrap gap-2">
          <Input
            {...ids}
            className="w-56 max-w-full font-mono"
            placeholder={told.example}
            value={name}
            onChange={({ target }) => setName(target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              add();
            }}
          />
          <Button disabled={name.trim() === ''} onClick={add}>
            {told.add}
          </Button>
        </div>
      )}
    </div>
  );
}
