import { Switch as Base } from '@base-ui/react/switch';

interface Props {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** On or off, at once. */
export function Switch({ label, checked, disabled = false, onChange }: Props) {
  return (
    <Base.Root
      aria-label={label}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      className="inline-flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-0.5 data-checked:border-transparent data-checked:bg-action data-disabled:opacity-60"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-ink-faint transition-transform data-checked:translate-x-4 data-checked:bg-action-ink" />
    </Base.Root>
  );
}
