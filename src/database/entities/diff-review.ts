import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Installation } from './installation.js';
import { numberColumn } from '../number-column.js';
import { Repository } from './repository.js';
import { User } from './user.js';

export const DIFF_REVIEW_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/** The review of a diff that was not pushed; its diff is kept until it ends, its result for a day. */
@Entity('diff_reviews')
@Index('idx_diff_reviews_installation_id', ['installationId'])
@Index('idx_diff_reviews_repository_id', ['repositoryId'])
@Index('idx_diff_reviews_user_id', ['userId', 'key', 'createdAt'])
@Index('idx_diff_reviews_created_at', ['createdAt'])
@Check('chk_diff_review_status', `status IN ('pending', 'running', 'completed', 'failed', 'cancelled')`)
@Check('chk_diff_review_ended', `(status IN ('pending', 'running')) = (completed_at IS NULL)`)
@Check('chk_diff_review_diff', `completed_at IS NULL OR diff IS NULL`)
@Check('chk_diff_review_model_use', `model_tokens >= 0 AND model_cost >= 0`)
export class DiffReview {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  /** Who asked, and the only one who reads it. */
  @ForeignKey(() => User, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  userId!: number;

  /** A hash of what was asked: the same again is the same review. */
  @Column({ type: 'varchar', length: 64 })
  key!: string;

  /** The branch or commit that the diff was made from, as it was asked; null: the default branch. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  base!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  baseSha!: string | null;

  @Column({ type: 'varchar', length: 300, default: '' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  diff!: string | null;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: (typeof DIFF_REVIEW_STATUSES)[number];

  /** The step it is in; null: it has not begun. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  phase!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: unknown;

  /** What the model was paid for already, by key. */
  @Column({ type: 'jsonb', default: {} })
  checkpoints!: Record<string, unknown>;

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  modelTokens!: number;

  @Column({ type: 'numeric', precision: 14, scale: 6, default: 0, transformer: numberColumn })
  modelCost!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
