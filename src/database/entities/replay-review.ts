import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Installation } from './installation.js';
import { numberColumn } from '../number-column.js';
import { Replay } from './replay.js';
import { Repository } from './repository.js';

/** One merged pull request, reviewed with one of the settings of a replay. */
@Entity('replay_reviews')
@Index('idx_replay_reviews_installation_id', ['installationId'])
@Index('idx_replay_reviews_repository_id', ['repositoryId'])
@Unique('uq_replay_reviews', ['replayId', 'pullNumber', 'setting'])
@Check('chk_replay_review_status', `status IN ('pending', 'completed', 'failed')`)
@Check('chk_replay_review_ended', `(status = 'pending') = (completed_at IS NULL)`)
@Check('chk_replay_review_model_use', `model_tokens >= 0 AND model_cost >= 0`)
export class ReplayReview {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @ForeignKey(() => Replay, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  replayId!: string;

  /** Its place among the settings of the replay, from 0. */
  @Column({ type: 'int' })
  setting!: number;

  @Column({ type: 'int' })
  pullNumber!: number;

  @Column({ type: 'varchar', length: 300, default: '' })
  title!: string;

  /** Login; null: the account is gone. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  author!: string | null;

  @Column({ type: 'timestamptz' })
  mergedAt!: Date;

  /** The commit that brought it to the default branch; null: GitHub does not tell. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  mergeSha!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: 'pending' | 'completed' | 'failed';

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: unknown;

  /** What the model was paid for already, by key; gone when it has ended. */
  @Column({ type: 'jsonb', default: {} })
  checkpoints!: Record<string, unknown>;

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  modelTokens!: number;

  @Column({ type: 'numeric', precision: 14, scale: 6, default: 0, transformer: numberColumn })
  modelCost!: number;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
