import { getRouteApi } from '@tanstack/react-router';
import { door, signInUrl } from '../../api/session.js';
import { Mark } from '../../layout/mark.js';
import { LinkButton } from '../../ui/button.js';
import { words } from '../../words/en.js';

const route = getRouteApi('/login');
const { failed } = words.login;

function whyFailed(code: string): string {
  if (code === 'access_denied') return failed.access_denied;
  return code.startsWith('state_') ? failed.state : failed.other;
}

/** Where one comes in, and where a sign-in that failed ends. */
export function LoginPage() {
  const { return_to: returnTo = '/overview', error } = route.useSearch();
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-4 px-6">
      <Mark size={36} />
      <h1 className="text-xl font-semibold">{words.login.title}</h1>
      <p className="text-ink-soft">{words.login.lead}</p>
      {error !== undefined && (
        <p role="alert" className="rounded-md bg-red-soft px-3 py-2 text-sm text-red">
          {error === 'not_configured' ? words.login.notConfigured : whyFailed(error)}
        </p>
      )}
      {door !== 'closed' ? (
        <LinkButton look="primary" href={signInUrl(returnTo)}>
          {words.login.withGitHub}
        </LinkButton>
      ) : (
        <p role="status" className="rounded-md bg-yellow-soft px-3 py-2 text-sm text-yellow">
          {words.login.notConfigured}
        </p>
      )}
    </main>
  );
}
