import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';
import { WorkflowRun } from './workflow-run.js';

/** One review round of one head. It outlives the run that made it. */
@Entity('reviews')
@Index('uq_reviews_head', ['repositoryId', 'pullNumber', 'headSha', 'trigger'], {
  unique: true,
  where: `outcome IN ('reviewed', 'partial')`,
})
@Index('idx_reviews_installation_id', { synchronize: false })
@Index('idx_reviews_pull_request_id', ['pullRequestId', 'round'])
@Index('idx_reviews_run_id', { synchronize: false })
@Index('idx_reviews_repository_id', { synchronize: false })
@Index('idx_reviews_outcome', { synchronize: false })
@Check('chk_review_outcome', `outcome IN ('reviewed', 'partial', 'skipped', 'failed')`)
@Check('chk_review_verdict', `verdict IN ('APPROVE', 'REQUEST_CHANGES', 'NEEDS_DISCUSSION')`)
@Check('chk_review_risk', `risk IN ('low', 'medium', 'high')`)
@Check('chk_review_reason', `outcome = 'reviewed' OR reason IS NOT NULL`)
@Check('chk_review_counts', 'round > 0 AND tokens_in >= 0 AND tokens_out >= 0 AND tokens_cached >= 0 AND cost >= 0')
export class Review extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  pullRequestId!: string;

  @ForeignKey(() => WorkflowRun, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  runId!: string | null;

  @Column({ type: 'int' })
  pullNumber!: number;

  @Column({ type: 'varchar', length: 64 })
  headSha!: string;

  @Column({ type: 'varchar', length: 64 })
  baseSha!: string;

  @Column({ type: 'int', default: 1 })
  round!: number;

  /** The trigger key of the run. */
  @Column({ type: 'varchar', length: 512 })
  trigger!: string;

  @Column({ type: 'varchar', length: 20 })
  outcome!: 'reviewed' | 'partial' | 'skipped' | 'failed';

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  verdict!: 'APPROVE' | 'REQUEST_CHANGES' | 'NEEDS_DISCUSSION' | null;

  /** As the headline says it; null: no model judged it, or an older version made the review. */
  @Column({ type: 'varchar', length: 10, nullable: true })
  risk!: 'low' | 'medium' | 'high' | null;

  @Column({ type: 'text', nullable: true })
  summary!: string | null;

  @Column({ type: 'jsonb', default: {} })
  coverage!: Record<string, unknown>;

  /** What it was given beside the change (`RecordedContext`); empty: an older version made it. */
  @Column({ type: 'jsonb', default: {} })
  context!: Record<string, unknown>;

  /** What the model was given, in tokens by part. */
  @Column({ type: 'jsonb', default: {} })
  modelParts!: Record<string, number>;

  /** How many people its check waits for where it would be green; null: it waits for nobody. */
  @Column({ type: 'jsonb', nullable: true })
  peopleWanted!: { wanted: number; holds: boolean } | null;

  /** Whether its check may fail; null: an older version made the review. */
  @Column({ type: 'boolean', nullable: true })
  failCheck!: boolean | null;

  /** Rules whose hits were leads in its repository, by experience. */
  @Column({ type: 'jsonb', default: [] })
  leadRules!: string[];

  @Column({ type: 'varchar', length: 100, nullable: true })
  model!: string | null;

  /** How much the model was to think; null: none took part, or an older version made it. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  effort!: string | null;

  @Column({ type: 'int', default: 0 })
  tokensIn!: number;

  @Column({ type: 'int', default: 0 })
  tokensOut!: number;

  @Column({ type: 'int', default: 0 })
  tokensCached!: number;

  /** US dollars. */
  @Column({ type: 'numeric', precision: 12, scale: 6, default: 0, transformer: numberColumn })
  cost!: number;

  @Column({ type: 'int', nullable: true })
  durationMs!: number | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  githubReviewId!: number | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  checkRunId!: number | null;
}
