import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { WorkflowRun } from './workflow-run.js';

/** A finished part of a run's review, such as the answer about one chunk. It goes with its run. */
@Entity('review_checkpoints')
@Index('idx_review_checkpoints_installation_id', ['installationId'])
export class ReviewCheckpoint {
  @ForeignKey(() => WorkflowRun, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  runId!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  key!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'jsonb' })
  value!: unknown;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
