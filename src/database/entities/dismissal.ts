import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';

/**
 * One dismissal of a finding: who, when, why, how far it reaches, and its undo. Nothing is deleted: it is the audit.
 */
@Entity('dismissals')
@Unique('uq_dismissals_comment', ['pullRequestId', 'commentKey'])
@Index('idx_dismissals_installation_id', ['installationId'])
@Index('idx_dismissals_active', ['repositoryId', 'scope'], { where: 'undone_at IS NULL' })
@Check('chk_dismissal_scope', `scope IN ('finding', 'file', 'repository')`)
@Check(
  'chk_dismissal_reason',
  `reason IN ('not a bug', 'intentional here', 'pre-existing', 'out of scope', 'wrong fact')`,
)
@Check('chk_dismissal_path', `scope = 'repository' OR path IS NOT NULL`)
@Check('chk_dismissal_undone', '(undone_at IS NULL) = (undone_by IS NULL)')
export class Dismissal extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  /** Where it was said. */
  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  pullRequestId!: string;

  /** Of the finding it was said about. */
  @Column({ type: 'int' })
  handle!: number;

  /** The comment that dismissed; the same comment dismisses once. */
  @Column({ type: 'varchar', length: 64 })
  commentKey!: string;

  @Column({ type: 'varchar', length: 20 })
  scope!: 'finding' | 'file' | 'repository';

  /** Set where everything of this rule is meant; null: only the same claim. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  rule!: string | null;

  /** Null: the whole repository. */
  @Column({ type: 'text', nullable: true })
  path!: string | null;

  @Column({ type: 'varchar', length: 128 })
  fingerprint!: string;

  /** Fingerprint of the claim without its path. */
  @Column({ type: 'varchar', length: 128 })
  claim!: string;

  @Column({ type: 'varchar', length: 30 })
  reason!: 'not a bug' | 'intentional here' | 'pre-existing' | 'out of scope' | 'wrong fact';

  @Column({ type: 'text', default: '' })
  text!: string;

  @Column({ type: 'varchar', length: 255 })
  dismissedBy!: string;

  @Column({ type: 'bigint', transformer: numberColumn })
  dismissedById!: number;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  undoneBy!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  undoneById!: number | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  undoneCommentKey!: string | null;
}
