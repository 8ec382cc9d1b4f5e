import { Column, Entity, PrimaryColumn } from 'typeorm';
import { numberColumn } from '../number-column.js';

/**
 * What was sent to GitHub for an installation of late, and until when nothing may be sent: what all processes ask
 * first.
 */
@Entity('github_paces')
export class GithubPace {
  /** 0: the App itself. No key into `installations`: GitHub is asked about those we do not know, too. */
  @PrimaryColumn({ type: 'bigint', transformer: numberColumn })
  githubInstallationId!: number;

  /** GitHub asked us to wait. */
  @Column({ type: 'timestamptz', nullable: true })
  limitedUntil!: Date | null;

  /** The end of the queue of runs that want to write. */
  @Column({ type: 'timestamptz', nullable: true })
  nextWriteAt!: Date | null;

  /** Whose write is under way, and when it counts as lost. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  writer!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  writerUntil!: Date | null;

  /** Times of the writes of the last minute, and of those of the last hour that people are notified of. */
  @Column({ type: 'timestamptz', array: true, default: () => `'{}'` })
  writes!: Date[];

  @Column({ type: 'timestamptz', array: true, default: () => `'{}'` })
  contents!: Date[];

  /** Points spent in `pointsSlot` and the slots before it, newest first. */
  @Column({ type: 'int', array: true, default: () => `'{}'` })
  points!: number[];

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  pointsSlot!: number;
}
