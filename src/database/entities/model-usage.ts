import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Installation } from './installation.js';
import { Repository } from './repository.js';

/**
 * What a repository used of a model on a day (UTC). Written after every call, whatever becomes of the run. The unique
 * key counts two nulls as the same (NULLS NOT DISTINCT, in the migration).
 */
@Entity('model_usage')
@Unique('uq_model_usage_day', ['installationId', 'day', 'repositoryId', 'model'])
@Index('idx_model_usage_repository_id', ['repositoryId'])
@Check(
  'chk_model_usage_calls',
  'limited >= 0 AND unavailable >= 0 AND refused >= 0 AND aborted >= 0 AND estimated >= 0 AND requests >= limited + unavailable + refused + aborted',
)
@Check(
  'chk_model_usage_tokens',
  'tokens_in >= 0 AND tokens_out >= 0 AND tokens_cache_read >= 0 AND tokens_cache_write >= 0 AND cost >= 0',
)
export class ModelUsage {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  /** Null: from before repositories were told apart. */
  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  @Column({ type: 'date' })
  day!: string;

  @Column({ type: 'varchar', length: 100 })
  model!: string;

  /** All calls; those that ended without an answer are counted by their end too. */
  @Column({ type: 'int', default: 0 })
  requests!: number;

  @Column({ type: 'int', default: 0 })
  limited!: number;

  @Column({ type: 'int', default: 0 })
  unavailable!: number;

  @Column({ type: 'int', default: 0 })
  refused!: number;

  @Column({ type: 'int', default: 0 })
  aborted!: number;

  /** Calls whose tokens or cost are estimates. */
  @Column({ type: 'int', default: 0 })
  estimated!: number;

  /** Neither read from nor written to the cache. */
  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  tokensIn!: number;

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  tokensOut!: number;

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  tokensCacheRead!: number;

  @Column({ type: 'bigint', default: 0, transformer: numberColumn })
  tokensCacheWrite!: number;

  /** US dollars. */
  @Column({ type: 'numeric', precision: 14, scale: 6, default: 0, transformer: numberColumn })
  cost!: number;
}
