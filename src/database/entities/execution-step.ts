import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { WorkflowRun } from './workflow-run.js';

export const STEP_STATUSES = ['running', 'waiting', 'completed', 'failed', 'skipped', 'cancelled'] as const;

/** One step of a run of a definition; a run that goes on begins after the completed ones. */
@Entity('execution_steps')
@Index('idx_execution_steps_installation_id', ['installationId'])
@Check('chk_execution_step_status', `status IN ('running', 'waiting', 'completed', 'failed', 'skipped', 'cancelled')`)
export class ExecutionStep {
  @ForeignKey(() => WorkflowRun, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  runId!: string;

  /** In the definition, from 0. */
  @PrimaryColumn({ type: 'int' })
  position!: number;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Column({ type: 'varchar', length: 20 })
  status!: (typeof STEP_STATUSES)[number];

  /** Its condition with the values; null: it has none. */
  @Column({ type: 'jsonb', nullable: true })
  condition!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  result!: Record<string, unknown> | null;

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  /** What it did, or in a dry run would do, in words. */
  @Column({ type: 'text', nullable: true })
  said!: string | null;

  @Column({ type: 'int', default: 0 })
  attempts!: number;

  /** Attempts that got no usable answer. */
  @Column({ type: 'int', default: 0 })
  failures!: number;

  /** When the next attempt is due; null: none is waited for. */
  @Column({ type: 'timestamptz', nullable: true })
  retryAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
