import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';

/** One repository of one installation; a transfer to another owner starts a new row. */
@Entity('repositories')
@Unique('uq_repositories_installation_id_github_repo_id', ['installationId', 'githubRepoId'])
@Index('idx_repositories_full_name', ['fullName'])
@Check(
  'chk_repository_disconnected',
  '(disconnected_at IS NULL) = (disconnected_by IS NULL) AND (disconnected_at IS NULL OR NOT is_active)',
)
@Check('chk_repository_settings', `jsonb_typeof(settings) = 'object'`)
export class Repository extends Dated {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'bigint', transformer: numberColumn })
  githubRepoId!: number;

  @Column({ type: 'varchar', length: 512 })
  fullName!: string;

  @Column({ type: 'varchar', length: 255, default: 'main' })
  defaultBranch!: string;

  @Column({ type: 'boolean', default: true })
  private!: boolean;

  @Column({ type: 'boolean', default: true })
  isActive!: boolean;

  /** Set: a person disconnected it, and it is not active before a person connects it again. */
  @Column({ type: 'timestamptz', nullable: true })
  disconnectedAt!: Date | null;

  /** Who that was. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  disconnectedBy!: string | null;

  /** What its people set on the dashboard; keys as in `.github/nectr.yml`. */
  @Column({ type: 'jsonb', default: {} })
  settings!: Record<string, unknown>;

  /** The login of whoever changed `settings` last. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  settingsBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  settingsAt!: Date | null;

  /** What was last taken of its `.github/nectr/memories.yml`; null: it was not looked at yet. */
  @Column({ type: 'jsonb', nullable: true })
  memoryFile!: { sha256: string | null; notices: string[] } | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  installedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  scannedAt!: Date | null;
}
