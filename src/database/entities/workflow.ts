import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Repository } from './repository.js';

/** A workflow; without installation it is built in. The unique key counts two nulls as the same. */
@Entity('workflows')
@Unique('uq_workflows_owner_name', ['installationId', 'repositoryId', 'name'])
@Index('idx_workflows_repository_id', ['repositoryId'])
@Index('idx_workflows_status', ['status'])
@Index('idx_workflows_created_at', { synchronize: false })
@Index('idx_workflows_config', { synchronize: false })
@Check('chk_workflow_origin', `origin IN ('builtin', 'api', 'file')`)
@Check('chk_workflow_owner', `origin <> 'builtin' OR installation_id IS NULL`)
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

  /** As it stands now, normalised (`definition-schema.ts`); null: its actions and triggers are code's and migrations'. */
  @Column({ type: 'jsonb', nullable: true })
  definition!: unknown;

  /** Raised by every change of the definition. */
  @Column({ type: 'int', default: 1 })
  version!: number;

  @Column({ type: 'varchar', length: 20, default: 'api' })
  origin!: 'builtin' | 'api' | 'file';

  /** Of a file: where it lies. */
  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  /** Why a file cannot be used; null: it can. */
  @Column({ type: 'jsonb', nullable: true })
  errors!: unknown;

  @Column({ type: 'varchar', length: 255, nullable: true })
  updatedBy!: string | null;
}
