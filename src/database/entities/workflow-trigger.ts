import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Workflow } from './workflow.js';

/** What starts a workflow. */
@Entity('workflow_triggers')
@Index('idx_workflow_triggers_workflow_id', ['workflowId'])
@Index('idx_workflow_triggers_installation_id', ['installationId'])
@Index('idx_workflow_triggers_type', ['triggerType'])
@Index('idx_workflow_triggers_enabled', ['enabled'])
@Index('idx_workflow_triggers_next_at', ['nextAt'], { where: 'next_at IS NOT NULL' })
@Check('chk_workflow_triggers_secret_encrypted', encryptedCheck('secret_encrypted'))
@Check('chk_trigger_type', `trigger_type IN ('event', 'schedule', 'webhook', 'manual')`)
export class WorkflowTrigger extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @ForeignKey(() => Workflow, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  workflowId!: string;

  @Column({ type: 'varchar', length: 100 })
  triggerType!: 'event' | 'schedule' | 'webhook' | 'manual';

  @Column({ type: 'jsonb', default: {} })
  conditions!: Record<string, unknown>;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  /** Signs what a webhook is sent. */
  @Column({ type: 'text', nullable: true })
  secretEncrypted!: EncryptedText | null;

  /** SHA-256 of the same, for senders that cannot sign. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  tokenHash!: string | null;

  /** When a schedule is due next. */
  @Column({ type: 'timestamptz', nullable: true })
  nextAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  lastAt!: Date | null;
}
