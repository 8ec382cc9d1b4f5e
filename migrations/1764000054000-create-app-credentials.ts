import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encryptedCheck } from '../src/database/encrypted-check.js';
import { systemPolicy } from '../src/database/tenant-policy.js';

/** What set-up stores of the App and of Claude, and who may set up. */
export class CreateAppCredentials1764000054000 implements MigrationInterface {
  readonly name = 'CreateAppCredentials1764000054000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE app_credentials (
      name varchar(20) NOT NULL,
      value_encrypted text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT chk_app_credentials_name CHECK (name IN ('reach', 'github', 'app', 'claude')),
      CONSTRAINT chk_app_credentials_value_encrypted CHECK (${encryptedCheck('value_encrypted')}),
      CONSTRAINT pk_app_credentials PRIMARY KEY (name)
    )`);
    await runner.query(`CREATE TRIGGER trg_app_credentials_updated_at
      BEFORE UPDATE ON app_credentials FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
    await runner.query(`CREATE TABLE setup_grants (
      sha256 varchar(64) NOT NULL,
      kind varchar(10) NOT NULL,
      session_sha256 varchar(64),
      expires_at timestamptz NOT NULL,
      CONSTRAINT chk_setup_grants_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
      CONSTRAINT chk_setup_grants_kind CHECK (kind IN ('link', 'session', 'state')),
      CONSTRAINT chk_setup_grants_session CHECK ((kind = 'state') = (session_sha256 IS NOT NULL)),
      CONSTRAINT pk_setup_grants PRIMARY KEY (sha256)
    )`);
    for (const table of ['app_credentials', 'setup_grants'])
      for (const statement of systemPolicy(table)) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE setup_grants');
    await runner.query('DROP TABLE app_credentials');
  }
}
