import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { Installation } from './installation.js';
import { WorkflowAction } from './workflow-action.js';
import { WorkflowRun } from './workflow-run.js';

/** One line of a run's log. Partitioned by month of `createdAt`, which is therefore part of the key. */
@Entity('execution_logs')
@Index('idx_execution_logs_level', ['level'])
@Index('idx_execution_logs_installation_id', ['installationId'])
@Index('idx_execution_logs_action_id', ['actionId'])
@Index('idx_execution_logs_created_at', { synchronize: false })
@Index('idx_execution_logs_composite', { synchronize: false })
@Index('idx_execution_logs_message', { synchronize: false })
@Check('chk_log_level', `level IN ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')`)
export class ExecutionLog {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @PrimaryColumn({ type: 'timestamptz', default: () => 'now()' })
  createdAt!: Date;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @ForeignKey(() => WorkflowRun, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  executionId!: string;

  @ForeignKey(() => WorkflowAction, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  actionId!: string | null;

  @Column({ type: 'varchar', length: 20 })
  level!: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

  @Column({ type: 'text' })
  message!: string;

  @Column({ type: 'jsonb', nullable: true })
  metadata!: Record<string, unknown> | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  stepName!: string | null;
}
