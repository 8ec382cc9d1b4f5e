import { Column, Entity, ForeignKey, Index, PrimaryColumn, UpdateDateColumn } from 'typeorm';
import { Installation } from './installation.js';
import { Workflow } from './workflow.js';

/** How an installation has set a built-in workflow. */
@Entity('workflow_switches')
@Index('idx_workflow_switches_workflow_id', ['workflowId'])
export class WorkflowSwitch {
  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Workflow, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  workflowId!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  /** What it has set of the `config` of the definition, over it. */
  @Column({ type: 'jsonb', default: {} })
  config!: Record<string, unknown>;

  /** In place of the definition's `if`; null: it has set none. */
  @Column({ type: 'varchar', length: 2000, nullable: true })
  condition!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  updatedBy!: string | null;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
