import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Installation } from './installation.js';
import { Repository } from './repository.js';
import { User } from './user.js';

/** Who did what to which object, when and from where. Rows are added and never changed. */
@Entity('audit_log')
@Index('idx_audit_log_installation_id', ['installationId', 'id'])
@Check('chk_audit_log_via', `via IN ('session', 'token', 'command line', 'integration')`)
export class AuditEntry {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'pk_audit_log',
  })
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'SET NULL' })
  @Index('idx_audit_log_repository_id')
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  @ForeignKey(() => User, { onDelete: 'SET NULL' })
  @Index('idx_audit_log_actor_id')
  @Column({ type: 'int', nullable: true })
  actorId!: number | null;

  /** At that time; a person may rename the account. */
  @Column({ type: 'varchar', length: 255 })
  actorLogin!: string;

  @Column({ type: 'varchar', length: 20 })
  via!: 'session' | 'token' | 'command line' | 'integration';

  /** Such as `finding.dismissed`. */
  @Column({ type: 'varchar', length: 100 })
  action!: string;

  @Column({ type: 'varchar', length: 50 })
  objectType!: string;

  @Column({ type: 'varchar', length: 255 })
  objectId!: string;

  @Column({ type: 'jsonb', default: {} })
  details!: Record<string, unknown>;

  @Column({ type: 'varchar', length: 45, nullable: true })
  ip!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  requestId!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
