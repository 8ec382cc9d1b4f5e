import { useEffect, useRef } from 'react';

export interface InboxKeys {
  next: () => void;
  previous: () => void;
  toggle: () => void;
  dismiss: () => void;
  openOnGitHub: () => void;
  show: () => void;
  close: () => void;
  help: () => void;
}

const KEYS: Readonly<Record<string, keyof InboxKeys>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  x: 'toggle',
  ' ': 'toggle',
  e: 'dismiss',
  o: 'openOnGitHub',
  Enter: 'show',
  Escape: 'close',
  '?': 'help',
};
/** Keys that mean something else on a button, a link or a scrolled page: they count only on the list or on nothing. */
const SHARED: ReadonlySet<string> = new Set([' ', 'Enter', 'ArrowDown', 'ArrowUp']);

/** The keys of the inbox, wherever on the page the focus is; not while something is typed or a dialog asks. */
export function useInboxKeys(keys: InboxKeys): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const name = KEYS[event.key];
      if (name === undefined || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const target = event.target instanceof Element ? event.target : null;
      if (isTypedInto(target)) return;
      if (SHARED.has(event.key) && target !== document.body && target?.getAttribute('role') !== 'grid') return;
      event.preventDefault();
      current.current[name]();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function isTypedInto(target: Element | null): boolean {
  if (target === null) return false;
  // The focus does not leave a dialog; a toast, which is one too, asks nothing.
  if (target.closest('[role="dialog"]') !== null) return true;
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target.matches('textarea, select, [contenteditable], [role="menu"], [role="menuitem"]');
}
