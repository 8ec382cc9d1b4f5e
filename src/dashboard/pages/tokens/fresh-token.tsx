import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { words } from '../../words/en.js';

/** A token that was made just now: it is shown this once. */
export function FreshToken({ name, token, onDone }: { name: string; token: string; onDone: () => void }) {
  return (
    <section
      aria-label={words.tokens.fresh(name)}
      aria-live="polite"
      className="rounded-lg border border-green bg-green-soft p-4"
    >
      <p className="text-sm font-medium">{words.tokens.fresh(name)}</p>
      <p className="mt-0.5 text-sm text-ink-soft">{words.tokens.once}</p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <code className="min-w-0 rounded-md border border-line bg-surface px-2.5 py-1.5 font-mono text-xs wrap-anywhere">
          {token}
        </code>
        <CopyButton text={token} label={words.tokens.copy} />
        <Button small look="quiet" onClick={onDone}>
          {words.tokens.done}
        </Button>
      </div>
    </section>
  );
}
