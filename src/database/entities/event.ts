import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Installation } from './installation.js';
import { Integration } from './integration.js';

/** The inbox for every source. GitHub's own ids stand without foreign keys: deliveries arrive in any order. */
@Entity('events')
@Unique('uq_events_source_delivery_id', ['source', 'deliveryId'])
@Index('uq_events_deduplication_hash', ['deduplicationHash'], { unique: true, where: `status <> 'ignored'` })
@Index('idx_events_queue', ['status', 'createdAt'], { where: `status IN ('pending', 'processing')` })
@Index('idx_events_integration_id', ['integrationId'])
@Index('idx_events_installation_id', ['installationId'])
@Index('idx_events_type', ['eventType'])
@Index('idx_events_created_at', ['createdAt'])
@Check('chk_event_status', `status IN ('pending', 'processing', 'completed', 'failed', 'ignored')`)
@Check('chk_event_retry_count', 'retry_count >= 0')
export class Event {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Null until the installation of the delivery is known. */
  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @ForeignKey(() => Integration, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  integrationId!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  githubInstallationId!: number | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  githubRepositoryId!: number | null;

  @Column({ type: 'varchar', length: 50 })
  source!: string;

  /** Name and action, such as `pull_request.opened`. */
  @Column({ type: 'varchar', length: 100 })
  eventType!: string;

  @Column({ type: 'varchar', length: 255 })
  deliveryId!: string;

  @Column({ type: 'varchar', length: 64, nullable: true })
  deduplicationHash!: string | null;

  @Column({ type: 'jsonb' })
  payload!: Record<string, unknown>;

  /** SHA-256 of the raw bytes, hexadecimal; null where nothing was received (schedule, manual). */
  @Column({ type: 'varchar', length: 64, nullable: true })
  payloadSha256!: string | null;

  @Column({ type: 'varchar', length: 50, default: 'pending' })
  status!: 'pending' | 'processing' | 'completed' | 'failed' | 'ignored';

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'int', default: 0 })
  retryCount!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  processedAt!: Date | null;
}
