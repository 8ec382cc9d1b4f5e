import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn } from 'typeorm';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Repository } from './repository.js';

export const SCAN_STATUSES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;

/**
 * What was asked of the knowledge graph for one repository: a scan, what a push changes, its history; and how far it
 * is.
 */
@Entity('scans')
@Index('idx_scans_installation_id', ['installationId', 'status'])
@Index('idx_scans_repository_id', ['repositoryId', 'id'])
@Check('chk_scan_kind', `kind IN ('full', 'push', 'history')`)
@Check('chk_scan_status', `status IN ('pending', 'running', 'completed', 'failed', 'cancelled')`)
export class Scan extends Dated {
  /** Of a full scan also the version of what it writes. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'pk_scans',
  })
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @Column({ type: 'varchar', length: 20 })
  kind!: 'full' | 'push' | 'history';

  /** What asked for it, such as `installed`, `backfill`, `rescan`, `push`. */
  @Column({ type: 'varchar', length: 40 })
  reason!: string;

  @Column({ type: 'varchar', length: 20, default: 'pending' })
  status!: (typeof SCAN_STATUSES)[number];

  /** Such as `download`, `files`, `symbols`, `edges`; null: it has not begun. */
  @Column({ type: 'varchar', length: 40, nullable: true })
  phase!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  sha!: string | null;

  /** Files (of a history: pull requests) that there are; null: not known yet. */
  @Column({ type: 'int', nullable: true })
  filesTotal!: number | null;

  @Column({ type: 'int', default: 0 })
  filesRead!: number;

  @Column({ type: 'int', default: 0 })
  symbols!: number;

  @Column({ type: 'int', default: 0 })
  edges!: number;

  /** Edges by tier, what was left out and why, where a history goes on. */
  @Column({ type: 'jsonb', default: {} })
  details!: Record<string, unknown>;

  @Column({ type: 'text', nullable: true })
  errorMessage!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  startedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  completedAt!: Date | null;
}
