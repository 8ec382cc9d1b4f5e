import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import dark from '../../../../.github/pictures/review-dark.png';
import light from '../../../../.github/pictures/review-light.png';
import { door, signInUrl } from '../../api/session.js';
import { Mark } from '../../layout/mark.js';
import { useTheme } from '../../layout/theme.js';
import { buttonClass, LinkButton } from '../../ui/button.js';
import { words } from '../../words/en.js';

/** What strangers see: what this is, and the way in. */
export function LandingPage() {
  const { theme } = useTheme();
  useEffect(() => {
    document.title = 'Nectr';
  }, []);
  return (
    <main className="mx-auto flex min-h-dvh max-w-4xl flex-col justify-center gap-8 px-6 py-16">
      <div className="flex items-center gap-2 text-lg font-semibold">
        <Mark size={28} />
        Nectr
      </div>
      <div className="flex flex-col gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">{words.landing.claim}</h1>
        <p className="max-w-prose text-lg text-ink-soft">{words.landing.lead}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {door === 'closed' ? (
          // There it says why nobody can.
          <Link to="/login" className={buttonClass('primary')}>
            {words.landing.signIn}
          </Link>
        ) : (
          <LinkButton look="primary" href={signInUrl('/overview')}>
            {words.landing.signIn}
          </LinkButton>
        )}
        <LinkButton href="/api/v1/docs">{words.landing.documents}</LinkButton>
      </div>
      <ul className="grid gap-6 border-t border-line pt-6 sm:grid-cols-3">
        {words.landing.points.map(([name, text]) => (
          <li key={name}>
            <h2 className="font-semibold">{name}</h2>
            <p className="mt-1 text-sm text-ink-soft">{text}</p>
          </li>
        ))}
      </ul>
      <img
        src={theme === 'dark' ? dark : light}
        alt={words.landing.picture}
        width={1280}
        height={800}
        className="h-auto w-full rounded-lg border border-line"
      />
    </main>
  );
}
