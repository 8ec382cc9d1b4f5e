import type { DataSource } from 'typeorm';

let count = 0;

/** Inserts a row of these columns and gives its id back. */
async function insert(system: DataSource, table: string, row: Record<string, unknown>): Promise<string> {
  const names = Object.keys(row);
  const places = names.map((_, at) => `$${at + 1}`).join(', ');
  const rows: { id: string }[] = await system.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places}) RETURNING id`,
    Object.values(row),
  );
  return rows[0]!.id;
}

/** Where the rows of a test belong. */
export interface Owner {
  installationId: number;
  repositoryId: number;
}

const ownedBy = ({ installationId, repositoryId }: Owner) => ({
  installation_id: installationId,
  repository_id: repositoryId,
});

/** A pull request; `more` holds what a test is about. */
export function addPull(system: DataSource, owner: Owner, more: Record<string, unknown> & { number: number }) {
  const sha = 'b'.repeat(40);
  const row = { title: `Change ${more.number}`, author: 'ada', head_ref: 'topic', head_sha: sha, base_ref: 'main' };
  return insert(system, 'pull_requests', { ...ownedBy(owner), ...row, base_sha: 'a'.repeat(40), ...more });
}

/** A posted round of a pull request. */
export function addReview(
  system: DataSource,
  owner: Owner,
  more: Record<string, unknown> & { pull_request_id: string; pull_number: number },
) {
  count += 1;
  const sha = String(count).padStart(40, 'c');
  const row = { head_sha: sha, base_sha: 'a'.repeat(40), trigger: `auto:${count}`, outcome: 'reviewed' };
  return insert(system, 'reviews', { ...ownedBy(owner), ...row, verdict: 'APPROVE', ...more });
}

/** A run of `pr_review`, or of another workflow. */
export async function addRun(
  system: DataSource,
  owner: Owner,
  { workflow = 'pr_review', ...more }: Record<string, unknown> & { pull_request_id: string; workflow?: string },
) {
  count += 1;
  const workflows: { id: string }[] = await system.query('SELECT id FROM workflows WHERE name = $1', [workflow]);
  return insert(system, 'workflow_runs', {
    ...ownedBy(owner),
    execution_id: `run:${workflow}:${count}`,
    workflow_id: workflows[0]!.id,
    workflow_type: workflow,
    head_sha: String(count).padStart(40, 'd'),
    ...more,
  });
}

/** A finding that a round found first. */
export function addFinding(
  system: DataSource,
  owner: Owner,
  more: Record<string, unknown> & { pull_request_id: string; review_id: string; handle: number },
) {
  const row = { fingerprint: `f${more.handle}`, rule: 'js/eval', severity: 'must-fix', category: 'security' };
  const text = { title: 'Evaluates input', body: 'It runs what is sent.', path: 'src/a.ts', line: 3 };
  return insert(system, 'findings', { ...ownedBy(owner), ...row, ...text, ...more });
}
