/** A key of each label: the installation first. Community has no NODE KEY. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  Repository: ['installation_id', 'repo_id'],
  File: ['installation_id', 'repo_id', 'path'],
  PullRequest: ['installation_id', 'repo_id', 'number'],
  Developer: ['installation_id', 'login'],
  Issue: ['installation_id', 'repo_id', 'number'],
  Symbol: ['installation_id', 'repo_id', 'scan', 'path', 'qualified_name', 'kind'],
};

/** What a question looks for that no key leads to. */
const INDEXES: Readonly<Record<string, readonly [label: string, properties: readonly string[]]>> = {
  nectr_developer_github_id: ['Developer', ['installation_id', 'github_id']],
  nectr_pull_request_merged: ['PullRequest', ['installation_id', 'repo_id', 'merged_at']],
  nectr_pull_request_state: ['PullRequest', ['installation_id', 'repo_id', 'state']],
};

/** What the store rests on, each with the statement that makes it and may be repeated. */
export const SCHEMA: readonly { name: string; statement: string }[] = [
  ...Object.entries(KEYS).map(([label, properties]) => {
    const name = `nectr_${label.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase()}_key`;
    const key = `(${listed(properties)}) IS UNIQUE`;
    return { name, statement: `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE ${key}` };
  }),
  ...Object.entries(INDEXES).map(([name, [label, properties]]) => ({
    name,
    statement: `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (${listed(properties)})`,
  })),
];

function listed(properties: readonly string[]): string {
  return properties.map((property) => `n.${property}`).join(', ');
}
