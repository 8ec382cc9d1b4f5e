import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Workflow } from './workflow.js';

/** One step of a workflow, in the order of `orderIndex`. */
@Entity('workflow_actions')
@Unique('uq_workflow_action_order', ['workflowId', 'orderIndex'])
@Index('idx_workflow_actions_installation_id', ['installationId'])
@Index('idx_workflow_actions_type', ['actionType'])
@Check('chk_order_index_positive', 'order_index >= 0')
export class WorkflowAction extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @ForeignKey(() => Workflow, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  workflowId!: string;

  @Column({ type: 'varchar', length: 100 })
  actionType!: string;

  @Column({ type: 'varchar', length: 255 })
  actionName!: string;

  @Column({ type: 'jsonb', default: {} })
  config!: Record<string, unknown>;

  @Column({ type: 'int' })
  orderIndex!: number;

  @Column({ type: 'jsonb', nullable: true })
  conditions!: Record<string, unknown> | null;
}
