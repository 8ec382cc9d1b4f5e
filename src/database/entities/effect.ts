import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { WorkflowRun } from './workflow-run.js';

/** Something that a run does outside: noted before it is done, so that it is never done twice. */
@Entity('effects')
@Index('idx_effects_installation_id', ['installationId'])
@Check('chk_effect_state', `state IN ('begun', 'done', 'unknown')`)
export class Effect {
  @ForeignKey(() => WorkflowRun, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  runId!: string;

  @PrimaryColumn({ type: 'varchar', length: 255 })
  key!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'int' })
  position!: number;

  /** `unknown`: the answer was lost, and nobody can be asked whether it was done. */
  @Column({ type: 'varchar', length: 20, default: 'begun' })
  state!: 'begun' | 'done' | 'unknown';

  @Column({ type: 'jsonb', nullable: true })
  result!: unknown;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  doneAt!: Date | null;
}
