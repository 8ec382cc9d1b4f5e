import { useSyncExternalStore } from 'react';

type Theme = 'light' | 'dark';
/** What somebody chose; `system`: as the system has it, also when that changes. */
export type ThemeChoice = Theme | 'system';

const KEY = 'nectr.theme';
const listeners = new Set<() => void>();
const system = matchMedia('(prefers-color-scheme: dark)');

const shown = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');

function chosen(): ThemeChoice {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function show(): void {
  const choice = chosen();
  document.documentElement.dataset.theme = choice === 'system' ? (system.matches ? 'dark' : 'light') : choice;
  for (const listener of listeners) listener();
}

function choose(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  show();
}

system.addEventListener('change', show);
// Chosen in another window.
addEventListener('storage', ({ key }) => {
  if (key === KEY) show();
});

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The theme that is shown, what was chosen, and how to choose. A choice is kept in this browser. */
export function useTheme(): { theme: Theme; choice: ThemeChoice; choose: (choice: ThemeChoice) => void } {
  const theme = useSyncExternalStore(listen, shown);
  const choice = useSyncExternalStore(listen, chosen);
  return { theme, choice, choose };
}
