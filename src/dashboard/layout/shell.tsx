import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { fetchJson } from '../api/client.js';
import { useSession } from '../api/session.js';
import { useLiveState, useLiveUpdates } from '../live/live.js';
import { Avatar } from '../ui/avatar.js';
import { classes } from '../ui/classes.js';
import { Menu, MenuChoice, MenuItem } from '../ui/menu.js';
import { complain, Toasts } from '../ui/toast.js';
import { words } from '../words/en.js';
import { Mark } from './mark.js';
import { navigation } from './navigation.js';
import { useTheme, type ThemeChoice } from './theme.js';

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ['system', words.shell.themes.system],
  ['light', words.shell.themes.light],
  ['dark', words.shell.themes.dark],
];

/** What stands around every page of somebody who is signed in. */
export function Shell() {
  const client = useQueryClient();
  useLiveUpdates(client);
  const [isOpen, setOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  useEffect(() => setOpen(false), [path]);
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[13.5rem_1fr]">
      <a
        href="#content"
        className="sr-only rounded-md bg-surface px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50"
      >
        {words.shell.skip}
      </a>
      <aside className="border-line bg-sunken max-md:border-b md:sticky md:top-0 md:flex md:h-dvh md:flex-col md:overflow-y-auto md:border-r">
        <div className="flex h-12 items-center justify-between gap-2 px-3 md:px-4">
          <Link to="/overview" className="flex items-center gap-2 font-semibold text-ink no-underline">
            <Mark />
            Nectr
          </Link>
          <button
            type="button"
            className="rounded-md px-2 py-1 text-sm text-ink-soft hover:bg-hover md:hidden"
            aria-expanded={isOpen}
            aria-controls="main-navigation"
            onClick={() => setOpen(!isOpen)}
          >
            {words.shell.menu}
          </button>
        </div>
        <div id="main-navigation" className={classes('flex-1 flex-col md:flex', isOpen ? 'flex' : 'max-md:hidden')}>
          <Navigation />
          <Account />
        </div>
      </aside>
      <div className="min-w-0">
        <AwayBanner />
        <main id="content" tabIndex={-1} className="outline-none">
          <Outlet />
        </main>
      </div>
      <Toasts />
    </div>
  );
}

function Navigation() {
  return (
    <nav aria-label={words.shell.main} className="flex-1 px-2 pb-4">
      {navigation.map(({ group, pages }) => (
        <div key={group ?? ''} className="mt-3 first:mt-1">
          {group !== null && <p className="px-2 pb-1 text-2xs font-medium text-ink-faint">{group}</p>}
          <ul>
            {pages.map(({ to, name }) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ includeSearch: false }}
                  className="block rounded-md border-l-2 border-transparent px-2 py-1 text-sm text-ink-soft no-underline hover:bg-hover hover:text-ink aria-[current=page]:border-honey aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink"
                >
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Account() {
  const { user } = useSession();
  const { choice, choose } = useTheme();
  const login = user?.login ?? '';
  const signOut = () =>
    fetchJson('/auth/logout', { method: 'POST' }).then(
      () => location.assign('/'),
      (error: unknown) => complain(error),
    );
  return (
    <div className="flex items-center justify-between gap-2 border-t border-line px-3 py-2">
      <span className="flex min-w-0 items-center gap-2 text-sm">
        <Avatar login={login} url={user?.avatar_url ?? null} />
        <span className="truncate">{login}</span>
      </span>
      <Menu label={words.shell.account} trigger={<span aria-hidden="true">⋯</span>} className="px-2">
        <MenuChoice label={words.shell.theme} value={choice} options={THEMES} onChange={choose} />
        <MenuItem onSelect={() => void signOut()}>{words.shell.signOut}</MenuItem>
      </Menu>
    </div>
  );
}

/** After a while without the stream, not at every blink of it. */
const AWAY_MS = 5000;

function AwayBanner() {
  const state = useLiveState();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (state !== 'away') {
      setShown(false);
      return undefined;
    }
    const timer = setTimeout(() => setShown(true), AWAY_MS);
    return () => clearTimeout(timer);
  }, [state]);
  if (!isShown) return null;
  return (
    <p role="status" className="border-b border-line bg-yellow-soft px-4 py-1.5 text-center text-xs text-yellow">
      {words.shell.away}
    </p>
  );
}
