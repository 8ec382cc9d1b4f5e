import { z } from 'zod';
import { askGitHub } from './ask-github.js';
import { OAuthRefusedError, OAuthUnavailableError } from './errors.js';
import type { OAuthApp } from './oauth-app.js';

const Person = z.object({
  id: z.number().int().positive(),
  login: z.string().min(1).max(255),
  name: z.string().max(255).nullish().catch(null),
  email: z.string().max(320).nullish().catch(null),
  avatar_url: z.string().max(2000).nullish().catch(null),
});

export type Person = z.output<typeof Person>;

/**
 * Who a token of GitHub speaks for; the number is who one is, the login may change. Throws `OAuthRefusedError` where
 * GitHub does not take the token, `OAuthUnavailableError` without an answer.
 */
export async function readPerson(app: OAuthApp, accessToken: string): Promise<Person> {
  const { status, body } = await askGitHub(app, `${app.api}/user`, {
    headers: { accept: 'application/vnd.github+json', authorization: `Bearer ${accessToken}`, 'user-agent': 'nectr' },
  });
  if (status === 401 || status === 403) throw new OAuthRefusedError(`user_${status}`);
  const person = Person.safeParse(body);
  if (status !== 200 || !person.success)
    throw new OAuthUnavailableError(`GitHub's answer about the person is not what was asked for (${status})`);
  return person.data;
}
