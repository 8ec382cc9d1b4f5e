import { useSyncExternalStore } from 'react';

type Theme = 'light' | 'dark';

const KEY = 'nectr.theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

const current = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

function show(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

// Whoever has not chosen follows the system while it changes.
system.addEventListener('change', ({ matches }) => {
  if (localStorage.getItem(KEY) === null) show(matches ? 'dark' : 'light');
});

/** The theme, and how to change it. A choice that is the system's own is none: it follows the system again. */
export function useTheme(): { theme: Theme; toggle: () => void } {
  const theme = useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    if (next === (system.matches ? 'dark' : 'light')) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
    show(next);
  };
  return { theme, toggle };
}
