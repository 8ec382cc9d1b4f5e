import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Installation } from './installation.js';
import { WorkflowRun } from './workflow-run.js';

/** A run waits for a person's word. */
@Entity('approvals')
@Unique('uq_approvals_run_id', ['runId', 'position'])
@Index('idx_approvals_installation_id', ['installationId'])
@Check('chk_approval_decision', `decision IN ('granted', 'rejected', 'expired')`)
@Check('chk_approval_decided', `(decision IS NULL) = (decided_at IS NULL)`)
export class Approval {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => WorkflowRun, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  runId!: string;

  @Column({ type: 'int' })
  position!: number;

  /** Logins, and the permissions `write` and `admin`. */
  @Column({ type: 'jsonb' })
  wanted!: string[];

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'varchar', length: 20, nullable: true })
  decision!: 'granted' | 'rejected' | 'expired' | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  decidedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  decidedAt!: Date | null;
}
