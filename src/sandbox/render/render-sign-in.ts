import type { SandboxState } from '../state.js';
import { peopleByRights } from '../pages/account-pages.js';
import { escape } from './render-form.js';

/** A page that asks who signs in, with a button for each person that the sandbox knows, and what that person may see. */
export function renderSignIn(
  state: SandboxState,
  path: string,
  query: Readonly<Record<string, string>>,
  asksFor?: string,
): string {
  const kept = Object.entries(query).filter(([name]) => name !== 'login' && name !== 'deny' && name !== asksFor);
  const hidden = kept.map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`);
  const people = peopleByRights(state).map(
    ({ user, may }) =>
      `<li><button name="login" value="${escape(user.login)}">${escape(user.login)}</button> ${escape(may)}</li>`,
  );
  const code =
    asksFor === undefined
      ? ''
      : `<p><label>Code <input name="${asksFor}" value="${escape(query[asksFor] ?? '')}"></label></p>`;
  const form = (content: string) => `<form action="${escape(path)}">${hidden.join('')}${code}${content}</form>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sign in</title>
<style>body{max-width:44rem;margin:2rem auto;padding:0 1rem;font-family:sans-serif}li{margin:.4rem 0}</style>
<h1>A GitHub on this machine</h1>
<p>Sign in as one of these; there are no passwords. The App shows each of them what they may see on GitHub.</p>
${form(`<ul>${people.join('')}</ul>`)}
${form(`<p><label>Somebody else <input name="login" required></label> <button>Agree</button>
<button name="deny" value="true" formnovalidate>Refuse</button></p>`)}
</html>
`;
}
