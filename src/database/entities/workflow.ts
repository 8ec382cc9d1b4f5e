import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Dated } from './dated.js';
import { Installation } from './installation.js';

/** A workflow definition; without installation it is built in. The unique key counts two nulls as the same. */
@Entity('workflows')
@Unique('uq_workflows_installation_id_name', ['installationId', 'name'])
@Index('idx_workflows_status', ['status'])
@Index('idx_workflows_created_at', { synchronize: false })
@Index('idx_workflows_config', { synchronize: false })
@Check('chk_workflow_status', `status IN ('active', 'inactive', 'archived', 'draft')`)
export class Workflow extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'varchar', length: 50, default: 'active' })
  status!: 'active' | 'inactive' | 'archived' | 'draft';

  @Column({ type: 'jsonb', default: {} })
  config!: Record<string, unknown>;

  @Column({ type: 'varchar', length: 255, nullable: true })
  createdBy!: string | null;
}
