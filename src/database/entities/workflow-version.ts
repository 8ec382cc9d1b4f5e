import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { Workflow } from './workflow.js';

/** A definition as it was: runs keep the one that they began with. */
@Entity('workflow_versions')
@Index('idx_workflow_versions_installation_id', ['installationId'])
export class WorkflowVersion {
  @ForeignKey(() => Workflow, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  workflowId!: string;

  @PrimaryColumn({ type: 'int' })
  version!: number;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @Column({ type: 'jsonb' })
  definition!: unknown;

  @Column({ type: 'varchar', length: 255, nullable: true })
  createdBy!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
