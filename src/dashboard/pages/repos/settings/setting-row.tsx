import { useId } from 'react';
import { Badge, type Tone } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { External } from '../../../ui/links.js';
import { words } from '../../../words/en.js';
import { SettingControl } from './setting-control.js';
import { patchOf, type Control } from './settings-fields.js';
import type { RepoSettingsAnswer } from '../repo-queries.js';

const told = words.repoSettings;
type Source = RepoSettingsAnswer['sources'][string];
/** What is as it is by default goes without saying. */
const TONES: Readonly<Record<Exclude<Source, 'default'>, Tone>> = {
  installation: 'blue',
  dashboard: 'honey',
  file: 'green',
};

interface Props {
  /** The key, such as `skip.labels`. */
  name: string;
  control: Control;
  value: unknown;
  sources: RepoSettingsAnswer['sources'];
  isInFile: boolean;
  fileUrl: string | null;
  disabled: boolean;
  /** It is set on this page, and can be taken back. */
  isSetHere: boolean;
  error: string | null;
  onChange: (value: unknown) => void;
  onTakeBack: (patch: Record<string, unknown>) => void;
}

/** One setting: what it does, its control, and where its value comes from. */
export function SettingRow({
  name,
  control,
  value,
  sources,
  isInFile,
  fileUrl,
  disabled,
  isSetHere,
  error,
  ...on
}: Props) {
  const id = useId();
  const text = told.keys[name as keyof typeof told.keys] ?? { label: name, hint: '' };
  const source = sourceOf(name, sources);
  const ids = {
    id,
    'aria-describedby': `${id}-told`,
    ...(error === null ? {} : { 'aria-invalid': true as const }),
  };
  const isSwitch = control.kind === 'switch';
  return (
    <div className="grid gap-x-6 gap-y-2 px-4 py-3 md:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="min-w-0">
        <span className="flex flex-wrap items-center gap-2">
          <label htmlFor={id} className="text-sm font-medium">
            {text.label}
          </label>
          {source !== 'default' && <Badge tone={TONES[source]}>{told.sources[source]}</Badge>}
        </span>
        <p id={`${id}-told`} className={`mt-0.5 text-xs ${error === null ? 'text-ink-soft' : 'text-red'}`}>
          {error ?? text.hint}
        </p>
        {isInFile && (
          <p className="mt-0.5 text-xs text-ink-soft">
            {told.inFile}{' '}
            {fileUrl !== null && (
              <External href={fileUrl} className="underline!">
                .github/nectr.yml
              </External>
            )}
          </p>
        )}
      </div>
      <div className="flex min-w-0 flex-wrap items-start gap-2">
        <div className={isSwitch ? 'pt-0.5' : 'min-w-0 flex-1'}>
          <SettingControl control={control} value={value} disabled={disabled} ids={ids} onChange={on.onChange} />
        </div>
        {isSetHere && !disabled && (
          <Button
            small
            look="quiet"
            onClick={() => on.onTakeBack(patchOf(name, null))}
            aria-label={told.takeBackOf(text.label)}
          >
            {told.takeBack}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Rules are counted as they are set: the strongest source that sets one of them. */
function sourceOf(name: string, sources: RepoSettingsAnswer['sources']): Source {
  if (name !== 'rules') return sources[name] ?? 'default';
  const all = Object.entries(sources).flatMap(([key, source]) => (key.startsWith('rules.') ? [source] : []));
  return (['file', 'dashboard', 'installation'] as const).find((source) => all.includes(source)) ?? 'default';
}
