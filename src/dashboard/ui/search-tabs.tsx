import { classes } from './classes.js';

interface Props<T extends string> {
  label: string;
  value: T;
  /** Their names by their keys. */
  tabs: Readonly<Record<T, string>>;
  onChange: (tab: T) => void;
}

/** Tabs of one page; which one is shown stands in its address. */
export function SearchTabs<T extends string>({ label, value, tabs, onChange }: Props<T>) {
  return (
    <div role="group" aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
      {(Object.entries(tabs) as [T, string][]).map(([key, name]) => (
        <button
          key={key}
          type="button"
          aria-pressed={key === value}
          onClick={() => onChange(key)}
          className={classes(
            '-mb-px border-b-2 px-3 py-2 text-sm whitespace-nowrap',
            key === value ? 'border-honey font-medium text-ink' : 'border-transparent text-ink-soft hover:text-ink',
          )}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
