import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Installation } from './installation.js';
import { Repository } from './repository.js';
import { User } from './user.js';

export const REPLAY_STATUSES = ['pending', 'running', 'completed', 'stopped', 'failed', 'cancelled'] as const;

/** Settings that are tried on merged pull requests of a repository; nothing of it is posted. */
@Entity('replays')
@Index('idx_replays_installation_id', ['installationId'])
@Index('idx_replays_repository_id', ['repositoryId', 'createdAt', 'id'])
@Index('idx_replays_user_id', ['userId'])
@Index('idx_replays_created_at', ['createdAt'])
@Check('chk_replay_status', `status IN ('pending', 'running', 'completed', 'stopped', 'failed', 'cancelled')`)
@Check('chk_replay_ended', `(status IN ('pending', 'running')) = (completed_at IS NULL)`)
@Check('chk_replay_done', `reviews_done >= 0`)
export class Replay {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  /** Who asked; null: the account is gone. */
  @ForeignKey(() => User, { onDelete: 'SET NULL' })
  @Column({ type: 'int', nullable: true })
  userId!: number | null;

  /** How many were asked for. */
  @Column({ type: 'int' })
  pullRequests!: number;

  /** Each with its name and what it sets, over what holds in the repository. */
  @Column({ type: 'jsonb' })
  settings!: unknown;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: (typeof REPLAY_STATUSES)[number];

  /** Why it did not come to its end. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Null: it has not begun, or the rules speak alone. */
  @Column({ type: 'varchar', length: 100, nullable: true })
  model!: string | null;

  /** The commit of the default branch whose settings hold, and up to which lines are followed. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  headSha!: string | null;

  /** Null: the pull requests are not chosen yet. */
  @Column({ type: 'int', nullable: true })
  reviewsTotal!: number | null;

  @Column({ type: 'int', default: 0 })
  reviewsDone!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
