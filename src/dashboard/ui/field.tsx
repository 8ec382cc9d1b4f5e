import {
  useId,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { classes } from './classes.js';

const BOX =
  'rounded-md border border-line-strong bg-surface text-sm text-ink placeholder:text-ink-faint disabled:opacity-60 aria-invalid:border-red';

export function Input({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input className={classes(BOX, 'h-8 px-2.5', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea className={classes(BOX, 'px-2.5 py-1.5', className)} {...rest} />;
}

export function Select({ className, children, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select className={classes(BOX, 'h-8 px-2', className)} {...rest}>
      {children}
    </select>
  );
}

export function Checkbox({ className, ...rest }: InputHTMLAttributes<HTMLInputElement>) {
  return <input type="checkbox" className={classes('size-4 accent-action', className)} {...rest} />;
}

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | null;
  /** Given the ids that tie the control to its words. */
  children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

/** A control with its name, a hint and what is wrong with it. */
export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId();
  const told = error ?? hint;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(told === undefined ? {} : { 'aria-describedby': `${id}-told` }),
        ...(error === null ? {} : { 'aria-invalid': true as const }),
      })}
      {told !== undefined && (
        <p id={`${id}-told`} className={classes('text-xs', error === null ? 'text-ink-soft' : 'text-red')}>
          {told}
        </p>
      )}
    </div>
  );
}

/** A choice in a line of filters: its name is read out, and stands in its first option. */
export function FilterSelect({
  name,
  value,
  options,
  all,
  onChange,
}: {
  name: string;
  value: string | undefined;
  options: readonly (string | readonly [value: string, word: string])[];
  /** The word for no filter. */
  all: string;
  onChange: (value: string | undefined) => void;
}) {
  return (
    <Select
      aria-label={name}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
    >
      <option value="">{all}</option>
      {options.map((option) => {
        const [key, word] = typeof option === 'string' ? [option, option] : option;
        return (
          <option key={key} value={key}>
            {word}
          </option>
        );
      })}
    </Select>
  );
}
