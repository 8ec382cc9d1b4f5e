import { classes } from './classes.js';

/** One of a few choices, side by side. */
export function Segments<T extends string | number>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly (readonly [value: T, word: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <div role="group" aria-label={label} className="inline-flex rounded-md border border-line-strong bg-surface p-0.5">
      {options.map(([option, word]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          onClick={() => onChange(option)}
          className={classes(
            'h-6.5 rounded-sm px-2 text-xs font-medium whitespace-nowrap',
            option === value ? 'bg-hover text-ink' : 'text-ink-soft hover:text-ink',
          )}
        >
          {word}
        </button>
      ))}
    </div>
  );
}
