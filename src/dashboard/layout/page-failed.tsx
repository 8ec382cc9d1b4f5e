import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { buttonClass } from '../ui/button.js';
import { Page } from '../ui/page.js';
import { Failed } from '../ui/states.js';
import { words } from '../words/en.js';
import { Mark } from './mark.js';

/** A page that could not be shown at all. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Page title={words.errors.pageFailed}>
      <Failed error={error instanceof Error ? error : new Error(String(error))} retry={reset} />
    </Page>
  );
}

/** An address behind which there is no page. */
export function NoSuchPage() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col items-start justify-center gap-4 px-4">
      <Mark size={36} />
      <h1 className="text-xl font-semibold">{words.errors.noPage}</h1>
      <p className="text-ink-soft">{words.errors.notFoundHint}</p>
      <Link to="/" className={buttonClass()}>
        {words.errors.backHome}
      </Link>
    </main>
  );
}
