import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Repository } from './repository.js';

/** What may be spent on Claude. The unique key counts two nulls as the same (NULLS NOT DISTINCT, in the migration). */
@Entity('budgets')
@Unique('uq_budgets_installation_id_repository_id', ['installationId', 'repositoryId'])
@Index('idx_budgets_repository_id', ['repositoryId'])
@Check(
  'chk_budget_amounts',
  'review_dollars >= 0 AND review_tokens >= 0 AND daily_dollars >= 0 AND daily_tokens >= 0 AND monthly_dollars >= 0 AND monthly_tokens >= 0',
)
export class Budget extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  /** Null: the whole installation. */
  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  /** US dollars of one review; null: no limit, as with all amounts. */
  @Column({ type: 'numeric', precision: 12, scale: 2, nullable: true, transformer: numberColumn })
  reviewDollars!: number | null;

  /** Tokens of one review, cached ones included. */
  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  reviewTokens!: number | null;

  /** US dollars of a day (UTC). */
  @Column({ type: 'numeric', precision: 12, scale: 2, nullable: true, transformer: numberColumn })
  dailyDollars!: number | null;

  /** US dollars of a calendar month (UTC). */
  @Column({ type: 'numeric', precision: 12, scale: 2, nullable: true, transformer: numberColumn })
  monthlyDollars!: number | null;

  /** Tokens of a day, cached ones included. */
  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  dailyTokens!: number | null;

  /** Tokens of a calendar month, cached ones included. */
  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  monthlyTokens!: number | null;

  /** The login of whoever set it. */
  @Column({ type: 'varchar', length: 255 })
  setBy!: string;
}
