import { Menu as Base } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { classes } from './classes.js';

/** Things that can be done, behind a button. */
export function Menu({
  label,
  trigger,
  children,
  className,
}: {
  label: string;
  trigger: ReactNode;
  children: ReactNode;
  className?: string;
}) {
  return (
    <Base.Root>
      <Base.Trigger
        aria-label={label}
        className={classes(
          'inline-flex items-center rounded-md p-1 text-ink-soft hover:bg-hover hover:text-ink',
          className,
        )}
      >
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner align="end" sideOffset={4} className="z-50">
          <Base.Popup className="min-w-44 rounded-md border border-line bg-surface p-1 text-sm shadow-pop">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  onSelect,
  disabled,
  children,
}: {
  onSelect: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <Base.Item
      onClick={onSelect}
      disabled={disabled === true}
      className="flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 outline-none data-disabled:cursor-not-allowed data-disabled:opacity-50 data-highlighted:bg-hover"
    >
      {children}
    </Base.Item>
  );
}

/** One of a few, of which the chosen one is ticked. The menu stays open, so that a choice can be looked at. */
export function MenuChoice<T extends string>({
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
    <Base.Group className="mb-1 border-b border-line pb-1">
      <Base.GroupLabel className="px-2 py-1 text-2xs font-medium text-ink-faint">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(chosen: T) => onChange(chosen)}>
        {options.map(([option, word]) => (
          <Base.RadioItem
            key={option}
            value={option}
            className="flex cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 outline-none data-highlighted:bg-hover"
          >
            <span aria-hidden="true" className="w-4 text-center">
              {option === value && '✓'}
            </span>
            {word}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}
