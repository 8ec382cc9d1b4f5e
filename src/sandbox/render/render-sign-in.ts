import type { SandboxState } from '../state.js';
import { escape } from './render-form.js';

/** A page that asks who signs in, with a link for each person that the sandbox knows. */
export function renderSignIn(
  state: SandboxState,
  path: string,
  query: Readonly<Record<string, string>>,
  asksFor?: string,
): string {
  const kept = Object.entries(query).filter(([name]) => name !== 'login' && name !== 'deny' && name !== asksFor);
  const hidden = kept.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  const people = [...state.users.values()].filter(({ type }) => type === 'User');
  const code =
    asksFor === undefined
      ? ''
      : `<p><label>Code <input name="${asksFor}" value="${escape(query[asksFor] ?? '')}"></label></p>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign in</title>
<h1>A GitHub on this machine</h1>
<form action="${escape(path)}">${hidden.join('')}${code}
<p><label>Sign in as <input name="login" list="people" required></label> <button>Agree</button>
<button name="deny" value="true" formnovalidate>Refuse</button></p>
<datalist id="people">${people.map(({ login }) => `<option>${escape(login)}</option>`).join('')}</datalist>
</form></html>
`;
}
