import type { DataSource } from 'typeorm';
import { prepared } from '../database/prepared.js';
import type { KnowledgeGraph } from './knowledge-graph.js';
import type { DeveloperNode } from './types.js';

/**
 * A graph that says nothing of people who do not want to be named as somebody who knows code (`users.is_named`): neither as
 * experts or alone with a folder nor as reviewers. Who opened or reviewed a pull request stays, as on GitHub.
 */
export function leaveOutUnnamed(graph: KnowledgeGraph, source: DataSource): KnowledgeGraph {
  const named = async <Row extends { developer: DeveloperNode }>(asked: Promise<Row[]>): Promise<Row[]> => {
    const [rows, unnamed] = await Promise.all([asked, source.query(UNNAMED) as Promise<Unnamed[]>]);
    return unnamed.length === 0 ? rows : rows.filter(({ developer }) => !unnamed.some((one) => isSame(one, developer)));
  };
  return {
    ...graph,
    authorship: (repository, asked) => named(graph.authorship(repository, asked)),
    reviewing: (repository, asked) => named(graph.reviewing(repository, asked)),
  };
}

interface Unnamed {
  githubId: number;
  login: string;
}

const UNNAMED = prepared(`SELECT github_id::float8 AS "githubId", login FROM users WHERE NOT is_named`);

/** By GitHub's id where the history has one: logins change hands. */
function isSame({ githubId, login }: Unnamed, developer: DeveloperNode): boolean {
  return developer.githubId === null
    ? developer.login.toLowerCase() === login.toLowerCase()
    : developer.githubId === githubId;
}
