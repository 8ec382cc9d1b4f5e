import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Event } from './event.js';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';
import { Workflow } from './workflow.js';
import { WorkflowTrigger } from './workflow-trigger.js';

export type RunStatus = 'pending' | 'running' | 'completed' | 'failed' | 'timeout' | 'cancelled';

/** The record of one run. The engine drives it under the same id (`executionId`). */
@Entity('workflow_runs')
@Unique('uq_workflow_runs_execution_id', ['executionId'])
@Index('idx_workflow_runs_composite', { synchronize: false })
@Index('idx_workflow_runs_started_at', { synchronize: false })
@Index('idx_workflow_runs_status', ['status'])
@Index('idx_workflow_runs_trigger_type', ['triggerType'])
@Index('idx_workflow_runs_completed_at', ['completedAt'])
@Index('idx_workflow_runs_event_id', ['eventId'])
@Index('idx_workflow_runs_installation_id', ['installationId'])
@Index('idx_workflow_runs_open', ['installationId', 'workflowId'], { where: `status IN ('pending', 'running')` })
@Index('idx_workflow_runs_repository_id', ['repositoryId'])
@Index('idx_workflow_runs_without_review', { synchronize: false })
@Index('idx_workflow_runs_newest', { synchronize: false })
@Index('idx_workflow_runs_pull_request_id', ['pullRequestId', 'queuedAt'])
@Index('idx_workflow_runs_trigger_id', ['triggerId'], { where: 'trigger_id IS NOT NULL' })
@Index('idx_workflow_runs_engine_id', ['engineId'], { where: 'engine_id IS NOT NULL' })
@Index('idx_workflow_runs_at_work', { synchronize: false })
@Index('idx_workflow_runs_waiting', { synchronize: false })
@Index('idx_workflow_runs_concurrency', { synchronize: false })
@Index('idx_workflow_runs_parent_execution_id', ['parentExecutionId'])
@Index('idx_workflow_runs_refused', ['pullRequestId'], { where: 'refused_tokens IS NOT NULL' })
@Check('chk_execution_status', `status IN ('pending', 'running', 'completed', 'failed', 'timeout', 'cancelled')`)
@Check('chk_completed_at_after_started', 'completed_at IS NULL OR started_at IS NULL OR completed_at >= started_at')
@Check('chk_completed_at_when_finished', `status IN ('pending', 'running') OR completed_at IS NOT NULL`)
@Check('chk_run_retry_count', 'retry_count >= 0')
@Check('chk_run_model_use', 'model_tokens >= 0 AND model_cost >= 0')
@Check('chk_run_outcome', `outcome IN ('reviewed', 'partial', 'skipped', 'failed')`)
@Check('chk_run_refused', '(refused_tokens IS NULL) = (refused_dollars IS NULL)')
export class WorkflowRun {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'varchar', length: 255 })
  executionId!: string;

  @ForeignKey(() => Workflow, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  workflowId!: string;

  @ForeignKey(() => Event, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  eventId!: string | null;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  @ForeignKey(() => PullRequest, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  pullRequestId!: string | null;

  @Column({ type: 'varchar', length: 100 })
  workflowType!: string;

  @Column({ type: 'varchar', length: 50, default: 'pending' })
  status!: RunStatus;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  queuedAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: Record<string, unknown> | null;

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'int', default: 0 })
  retryCount!: number;

  @ForeignKey(() => WorkflowRun, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  parentExecutionId!: string | null;

  @Column({ type: 'varchar', length: 100, nullable: true })
  triggerType!: string | null;

  /** `auto:<base>`, `budget:<base>`, `command:<comment id>` or `rerequest:<delivery id>`. */
  @Column({ type: 'varchar', length: 512, nullable: true })
  triggerKey!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  triggerData!: Record<string, unknown> | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  headSha!: string | null;

  /** The mark that asks a running run to stop: the head that came after its own. */
  @Column({ type: 'text', nullable: true })
  supersededBy!: string | null;

  /** Fencing token; raised by whoever takes the run over. */
  @Column({ type: 'int', default: 1 })
  attempt!: number;

  /** The run's place in the queue of writes that notify; null: it waits for none. */
  @Column({ type: 'timestamptz', nullable: true })
  writeAt!: Date | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  outcome!: 'reviewed' | 'partial' | 'skipped' | 'failed' | null;

  @Column({ type: 'text', nullable: true })
  outcomeReason!: string | null;

  /** What the model cost so far, over restarts: tokens sent and received, and US dollars. */
  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  modelTokens!: number;

  @Column({ type: 'numeric', precision: 14, scale: 6, default: 0, transformer: numberColumn })
  modelCost!: number;

  /** The definition it began with, and keeps; null: a run of an action list that migrations made. */
  @Column({ type: 'int', nullable: true })
  workflowVersion!: number | null;

  @ForeignKey(() => WorkflowTrigger, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  triggerId!: string | null;

  /** It does nothing outside, and says what it would do. */
  @Column({ type: 'boolean', default: false })
  dryRun!: boolean;

  @Column({ type: 'jsonb', nullable: true })
  inputs!: Record<string, unknown> | null;

  /** Runs of a workflow with the same key follow each other. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  concurrencyKey!: string | null;

  /** The engine's name of the part at work, or of the last one; null: it waits for its turn, or for something. */
  @Column({ type: 'varchar', length: 300, nullable: true })
  engineId!: string | null;

  /** Counts how often it was let in. */
  @Column({ type: 'int', default: 0 })
  part!: number;

  /** Such as `approval` or `delay`; null: for nothing. */
  @Column({ type: 'varchar', length: 300, nullable: true })
  waitingFor!: string | null;

  /** When it goes on if nothing comes before. */
  @Column({ type: 'timestamptz', nullable: true })
  resumeAt!: Date | null;

  /** What the parts before took of its time, without the waits between them. */
  @Column({ type: 'int', default: 0 })
  workedMs!: number;

  /** When the part at work began; null: none is. */
  @Column({ type: 'timestamptz', nullable: true })
  beganAt!: Date | null;

  /** Writes to GitHub that some attempt has begun; what is not among them cannot be there. */
  @Column({ type: 'text', array: true, default: [] })
  begunWrites!: string[];

  /** The workflow's condition with its values. */
  @Column({ type: 'jsonb', nullable: true })
  condition!: unknown;

  /** Login of who started it by hand. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  requestedBy!: string | null;

  /** The most that the call could have cost which a budget refused; null: none was. */
  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  refusedTokens!: number | null;

  @Column({ type: 'numeric', precision: 14, scale: 6, nullable: true, transformer: numberColumn })
  refusedDollars!: number | null;
}
