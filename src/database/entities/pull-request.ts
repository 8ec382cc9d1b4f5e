import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Repository } from './repository.js';

/** One pull request. `lockedBy` and `lockedUntil` are the lease that every writer to it holds (database clock). */
@Entity('pull_requests')
@Unique('uq_pull_requests_repository_id_number', ['repositoryId', 'number'])
@Index('idx_pull_requests_installation_id', ['installationId'])
@Index('idx_pull_requests_open', ['repositoryId', 'pushedAt'], { where: `state = 'open'` })
@Index('idx_pull_requests_author', { synchronize: false })
@Index('idx_pull_requests_repository_id', { synchronize: false })
@Index('idx_pull_requests_merged', ['repositoryId', 'mergedAt'], { where: 'merged_at IS NOT NULL' })
@Check('chk_pull_request_state', `state IN ('open', 'closed')`)
@Check('chk_pull_request_origin', `origin IN ('human', 'assisted', 'agent', 'bot')`)
@Check('chk_pull_request_number', 'number > 0')
@Check('chk_pull_request_next_finding_handle', 'next_finding_handle > 0')
@Check('chk_pull_request_lease', '(locked_by IS NULL) = (locked_until IS NULL)')
export class PullRequest extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'varchar', length: 20, default: 'open' })
  state!: 'open' | 'closed';

  @Column({ type: 'boolean', default: false })
  draft!: boolean;

  @Column({ type: 'text', default: '' })
  title!: string;

  @Column({ type: 'varchar', length: 255 })
  author!: string;

  /** Who made it; commits that came later are known once the graph has it. */
  @Column({ type: 'varchar', length: 10, default: 'human' })
  origin!: 'human' | 'assisted' | 'agent' | 'bot';

  @Column({ type: 'timestamptz', nullable: true })
  mergedAt!: Date | null;

  /** Lines; null: GitHub did not tell. */
  @Column({ type: 'int', nullable: true })
  additions!: number | null;

  @Column({ type: 'int', nullable: true })
  deletions!: number | null;

  @Column({ type: 'text' })
  headRef!: string;

  @Column({ type: 'varchar', length: 64 })
  headSha!: string;

  @Column({ type: 'text' })
  baseRef!: string;

  @Column({ type: 'varchar', length: 64 })
  baseSha!: string;

  @Column({ type: 'boolean', default: false })
  paused!: boolean;

  /** Who paused the automatic reviews; null: we did, because of too many pushes. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  pausedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  pausedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  resumedAt!: Date | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  lastReviewedSha!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  summaryCommentId!: number | null;

  /** Execution id and attempt of the holder. */
  @Column({ type: 'varchar', length: 300, nullable: true })
  lockedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  lockedUntil!: Date | null;

  /** The number the next finding gets in commands (`F<n>`). */
  @Column({ type: 'int', default: 1 })
  nextFindingHandle!: number;

  /** The last comment of each kind, by GitHub's id, that was read for what is to be remembered. */
  @Column({ type: 'jsonb', default: {} })
  learnedThrough!: Record<string, number>;

  /** What the model was given and gave for that, and what it cost in US dollars. */
  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  learnTokens!: number;

  @Column({ type: 'numeric', precision: 12, scale: 6, default: 0, transformer: numberColumn })
  learnCost!: number;

  @Column({ type: 'timestamptz', nullable: true })
  openedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  pushedAt!: Date | null;

  /** GitHub's `updated_at` in the newest delivery: an older one that arrives later changes nothing. */
  @Column({ type: 'timestamptz', nullable: true })
  githubUpdatedAt!: Date | null;
}
