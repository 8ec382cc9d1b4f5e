import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who made a pull request: a person, a person with an agent, an agent, a bot. */
export class AddPullOrigin1764000032000 implements MigrationInterface {
  readonly name = 'AddPullOrigin1764000032000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE pull_requests ADD origin varchar(10) NOT NULL DEFAULT 'human',
         ADD CONSTRAINT chk_pull_request_origin CHECK (origin IN ('human', 'assisted', 'agent', 'bot'))`,
    );
    await runner.query(
      `UPDATE pull_requests q SET origin = g.origin FROM repositories r, graph_pull_requests g
        WHERE r.id = q.repository_id AND g.installation_id = q.installation_id AND g.repo_id = r.github_repo_id
          AND g.number = q.number AND g.origin <> 'human'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE pull_requests DROP COLUMN origin`);
  }
}
