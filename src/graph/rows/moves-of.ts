import type { DeveloperNode } from '../types.js';
import { formerLogin } from './settle-people.js';

/** A person who is stored under one login and has another one. */
export interface Move {
  from: string;
  to: string;
}

/**
 * Who of the people that are stored has another login by what `developers` say; somebody whose login another one has
 * now, and whose new one nobody told yet, gets a name of its own.
 */
export function movesOf(
  known: readonly { login: string; githubId: number | null }[],
  developers: readonly DeveloperNode[],
): Move[] {
  const loginById = new Map(
    developers.flatMap(({ githubId, login }) => (githubId === null ? [] : [[githubId, login]])),
  );
  const byLogin = new Map(developers.map((developer) => [developer.login, developer]));
  return known.flatMap(({ login, githubId }) => {
    if (githubId === null) return [];
    const holder = byLogin.get(login);
    const isTaken = holder !== undefined && holder.githubId !== null && holder.githubId !== githubId;
    const now = loginById.get(githubId) ?? (isTaken ? formerLogin(login, githubId) : login);
    return now === login ? [] : [{ from: login, to: now }];
  });
}
