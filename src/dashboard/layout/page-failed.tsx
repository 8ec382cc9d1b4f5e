import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { Page } from '../ui/page.js';
import { Empty, Failed } from '../ui/states.js';
import { words } from '../words/en.js';
import { LINK } from '../ui/links.js';

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
    <Page title={words.errors.notFound}>
      <Empty
        title={words.errors.notFoundHint}
        action={
          <Link to="/" className={LINK}>
            {words.errors.backHome}
          </Link>
        }
      />
    </Page>
  );
}
