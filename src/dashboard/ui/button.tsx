import type { ButtonHTMLAttributes, AnchorHTMLAttributes, Ref } from 'react';
import { classes } from './classes.js';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

const LOOKS: Readonly<Record<Look, string>> = {
  primary: 'bg-action text-action-ink border-transparent hover:opacity-90',
  secondary: 'bg-surface text-ink border-line-strong hover:bg-hover',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-red border-line-strong hover:bg-red-soft',
};

/** The look of a button, for a link that has to be one. */
export function buttonClass(look: Look = 'secondary', small = false): string {
  return classes(
    'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap no-underline select-none',
    'disabled:opacity-50 disabled:cursor-not-allowed transition-colors',
    small ? 'h-7 px-2 text-xs' : 'h-8 px-3 text-sm',
    LOOKS[look],
  );
}

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  small?: boolean;
  /** Under way: it cannot be pressed again. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look, small, busy = false, className, disabled, children, type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      className={classes(buttonClass(look, small), className)}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

/** A link to somewhere else that looks like a button. */
export function LinkButton({
  look,
  small,
  className,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & { look?: Look; small?: boolean }) {
  return <a className={classes(buttonClass(look, small), className)} {...rest} />;
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="inline-block size-3 animate-spin rounded-full border-2 border-current border-r-transparent"
    />
  );
}
