import type { DeveloperNode, PullRecord } from '../types.js';
import { storableText } from '../../words/storable-text.js';

export interface People {
  /** One for each login. */
  developers: DeveloperNode[];
  /** Under which login somebody of these pull requests is stored. */
  loginOf(developer: DeveloperNode): string;
}

/**
 * Who made and reviewed these pull requests, each person once: by GitHub's id where it is known, since logins change
 * hands. The last record that names a person, or a login, is right.
 */
export function settlePeople(pulls: readonly PullRecord[]): People {
  const named = pulls
    .flatMap(({ author, reviews }) => [...(author ? [author] : []), ...reviews.map(({ developer }) => developer)])
    .map((developer) => ({ ...developer, login: storableText(developer.login) }));
  const byId = new Map<number, DeveloperNode>();
  const byLogin = new Map<string, DeveloperNode>();
  for (const developer of named) {
    if (developer.githubId !== null) byId.set(developer.githubId, developer);
  }
  for (const developer of named) {
    const known = byLogin.get(developer.login);
    if (developer.githubId !== null && byId.get(developer.githubId) !== developer) continue;
    if (!known || developer.githubId !== null) byLogin.set(developer.login, developer);
  }
  const developers = [...byLogin.values()];
  for (const [githubId, developer] of byId) {
    if (byLogin.get(developer.login)?.githubId !== githubId) {
      developers.push({ ...developer, login: formerLogin(developer.login, githubId) });
    }
  }
  const loginById = new Map(
    developers.flatMap(({ githubId, login }) => (githubId === null ? [] : [[githubId, login]])),
  );
  return {
    developers,
    loginOf: ({ githubId, login }) => (githubId === null ? undefined : loginById.get(githubId)) ?? storableText(login),
  };
}

/**
 * What somebody is called whose login another person has by now, until GitHub tells the new one: no login has a `#`.
 */
export function formerLogin(login: string, githubId: number): string {
  return `${login}#${githubId}`;
}
