import { HUB_EDGES } from './hub-edges.js';

/** A key of each label: the installation first. Community has no NODE KEY. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  Installation: ['installation_id'],
  Repository: ['installation_id', 'repo_id'],
  PurgedRepository: ['installation_id', 'repo_id'],
  File: ['installation_id', 'repo_id', 'path'],
  PullRequest: ['installation_id', 'repo_id', 'number'],
  Developer: ['installation_id', 'login'],
  Issue: ['installation_id', 'repo_id', 'number'],
  Symbol: ['installation_id', 'repo_id', 'scan', 'path', 'qualified_name', 'kind'],
};

/**
 * What a question looks for that no key leads to. Those that end with a number give the newest first, however many
 * there are.
 */
const INDEXES: Readonly<Record<string, readonly [pattern: string, properties: readonly string[]]>> = {
  nectr_developer_github_id: ['(n:Developer)', ['installation_id', 'github_id']],
  nectr_pull_request_merged: ['(n:PullRequest)', ['installation_id', 'repo_id', 'merged_at', 'number']],
  nectr_pull_request_state: ['(n:PullRequest)', ['installation_id', 'repo_id', 'state', 'number']],
  nectr_touches_path: ['()-[n:TOUCHES]-()', ['installation_id', 'repo_id', 'path', 'number']],
  ...Object.fromEntries(
    HUB_EDGES.map((type) => [
      `nectr_${type.toLowerCase()}_hub`,
      [`()-[n:${type}]-()`, ['installation_id', 'repo_id', 'scan', 'hub', 'confidence']],
    ]),
  ),
};

/** What the store rests on, each with the statement that makes it and may be repeated. */
export const SCHEMA: readonly { name: string; statement: string }[] = [
  ...Object.entries(KEYS).map(([label, properties]) => {
    const name = `nectr_${label.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()}_key`;
    const key = `(${listed(properties)}) IS UNIQUE`;
    return { name, statement: `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE ${key}` };
  }),
  ...Object.entries(INDEXES).map(([name, [pattern, properties]]) => ({
    name,
    statement: `CREATE INDEX ${name} IF NOT EXISTS FOR ${pattern} ON (${listed(properties)})`,
  })),
];

function listed(properties: readonly string[]): string {
  return properties.map((property) => `n.${property}`).join(', ');
}
