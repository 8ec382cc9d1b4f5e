import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encryptedCheck } from '../src/database/encrypted-check.js';
import { tenantPolicy } from '../src/database/tenant-policy.js';

/** What requests of workflows are signed in with. */
export class CreateWorkflowSecrets1764000052100 implements MigrationInterface {
  readonly name = 'CreateWorkflowSecrets1764000052100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE workflow_secrets (
      id uuid NOT NULL DEFAULT gen_random_uuid(),
      installation_id integer NOT NULL,
      name varchar(64) NOT NULL,
      value_encrypted text NOT NULL,
      updated_by varchar(255) NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_workflow_secrets PRIMARY KEY (id),
      CONSTRAINT uq_workflow_secrets_installation_id_name UNIQUE (installation_id, name),
      CONSTRAINT chk_workflow_secret_name CHECK (name ~ '^[A-Z][A-Z0-9_]{0,63}$'),
      CONSTRAINT chk_workflow_secrets_value_encrypted CHECK (${encryptedCheck('value_encrypted')}),
      CONSTRAINT fk_workflow_secrets_installation_id FOREIGN KEY (installation_id) REFERENCES installations(id) ON DELETE CASCADE
    )`);
    await runner.query(`CREATE TRIGGER update_workflow_secrets_updated_at
      BEFORE UPDATE ON workflow_secrets FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
    for (const statement of tenantPolicy('workflow_secrets')) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE workflow_secrets');
  }
}
