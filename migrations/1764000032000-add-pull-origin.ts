import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who made a pull request (a person, a person with an agent, an agent, a bot), when it was merged, and how large it is. */
export class AddPullOrigin1764000032000 implements MigrationInterface {
  readonly name = 'AddPullOrigin1764000032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE pull_requests ADD origin varchar(10) NOT NULL DEFAULT 'human', ADD merged_at timestamptz,
         ADD additions integer, ADD deletions integer,
         ADD CONSTRAINT chk_pull_request_origin CHECK (origin IN ('human', 'assisted', 'agent', 'bot'))`,
    );
    await runner.query(
      `UPDATE pull_requests q SET origin = g.origin, merged_at = g.merged_at, additions = g.additions, deletions = g.deletions FROM repositories r, graph_pull_requests g
        WHERE r.id = q.repository_id AND g.installation_id = q.installation_id AND g.repo_id = r.github_repo_id
          AND g.number = q.number`,
    );
    await runner.query(
      'CREATE INDEX idx_pull_requests_merged ON pull_requests (repository_id, merged_at) WHERE merged_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE pull_requests DROP COLUMN origin, DROP COLUMN merged_at, DROP COLUMN additions, DROP COLUMN deletions',
    );
  }
}
