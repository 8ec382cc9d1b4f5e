import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { User } from './user.js';

/** One installation of the GitHub App: the tenant every other row belongs to. */
@Entity('installations')
@Unique('uq_installations_github_installation_id', ['githubInstallationId'])
@Index('idx_installations_user_id', ['userId'])
@Check('chk_installation_settings', `jsonb_typeof(settings) = 'object'`)
export class Installation extends Dated {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column({ type: 'bigint', transformer: numberColumn })
  githubInstallationId!: number;

  @Column({ type: 'varchar', length: 255 })
  accountLogin!: string;

  @Column({ type: 'bigint', transformer: numberColumn })
  accountId!: number;

  @Column({ type: 'varchar', length: 50 })
  accountType!: string;

  /** Who installed it; may never have signed in. */
  @ForeignKey(() => User, { onDelete: 'SET NULL' })
  @Column({ type: 'int', nullable: true })
  userId!: number | null;

  @Column({ type: 'jsonb', default: {} })
  permissions!: Record<string, string>;

  @Column({ type: 'jsonb', default: [] })
  events!: string[];

  @Column({ type: 'boolean', default: true })
  isActive!: boolean;

  /** What its people set on the dashboard for all of its repositories; keys as in `.github/nectr.yml`. */
  @Column({ type: 'jsonb', default: {} })
  settings!: Record<string, unknown>;

  /** The login of whoever changed `settings` last. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  settingsBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  settingsAt!: Date | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  installedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  suspendedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;

  /** Of its memories, removed ones included. */
  @Column({ type: 'int', default: 0 })
  lastMemoryNumber!: number;

  /** Whether anything is remembered of how its people work. */
  @Column({ type: 'boolean', default: true })
  developerMemories!: boolean;

  /** Of what the row says; null until GitHub said it. */
  @Column({ type: 'timestamptz', nullable: true })
  githubUpdatedAt!: Date | null;

  /** Counted up when who may see it, or what of it, may have changed. */
  @Column({ type: 'int', default: 0 })
  accessVersion!: number;
}
