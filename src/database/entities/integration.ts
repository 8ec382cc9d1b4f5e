import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';

/** A connected service. The unique key counts two nulls as the same (NULLS NOT DISTINCT, in the migration). */
@Entity('integrations')
@Unique('uq_integrations_installation_id_name', ['installationId', 'name'])
@Index('idx_integrations_type', ['type'])
@Index('idx_integrations_enabled', ['enabled'])
@Index('idx_integrations_health', ['healthStatus'])
@Check(
  'chk_integration_type',
  `type IN ('github', 'linear', 'slack', 'axolo', 'teams', 'discord', 'jira', 'sentry', 'datadog', 'email', 'pagerduty')`,
)
@Check('chk_health_status', `health_status IN ('healthy', 'degraded', 'unhealthy', 'unknown')`)
@Check('chk_integrations_credentials_encrypted', encryptedCheck('credentials_encrypted'))
export class Integration extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @Column({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'varchar', length: 100 })
  type!: string;

  @Column({ type: 'jsonb', default: {} })
  config!: Record<string, unknown>;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  @Column({ type: 'varchar', length: 50, default: 'unknown' })
  healthStatus!: 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

  @Column({ type: 'timestamptz', nullable: true })
  lastHealthCheck!: Date | null;

  /** A sentence for the administrator; null: nothing is wrong. */
  @Column({ type: 'text', nullable: true })
  healthDetail!: string | null;

  /** When a message was last handed to it, and whether it was taken. */
  @Column({ type: 'timestamptz', nullable: true })
  lastDeliveryAt!: Date | null;

  @Column({ type: 'boolean', nullable: true })
  lastDeliveryOk!: boolean | null;

  @Column({ type: 'text', nullable: true })
  lastDeliveryDetail!: string | null;

  @Column({ type: 'text', nullable: true })
  credentialsEncrypted!: EncryptedText | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  createdBy!: string | null;
}
