import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';

/**
 * Something that a person said, or that was learned, and that holds until it stops being true. A dismissal of a finding
 * is one of them.
 */
@Entity('memories')
@Unique('uq_memories_number', ['installationId', 'number'])
@Unique('uq_memories_comment', ['pullRequestId', 'sourceKey'])
@Index('uq_memories_source_key', ['installationId', 'repositoryId', 'sourceKey'], {
  unique: true,
  where: "pull_request_id IS NULL AND source_key IS NOT NULL AND state <> 'deleted'",
})
@Index('idx_memories_active', ['installationId', 'repositoryId', 'type'], { where: "state = 'active'" })
@Index('idx_memories_repository_id', ['repositoryId', 'state'])
@Index('idx_memories_deleted_at', ['deletedAt'], { where: 'deleted_at IS NOT NULL' })
@Check(
  'chk_memory_type',
  `type IN ('project_pattern', 'decision', 'developer_pattern', 'developer_strength', 'risk_module',
    'contributor_profile', 'project_map', 'project_rule', 'dismissal')`,
)
@Check('chk_memory_state', `state IN ('candidate', 'active', 'stale', 'disabled', 'deleted')`)
@Check('chk_memory_source_kind', `source_kind IN ('comment', 'review', 'file', 'api', 'import')`)
@Check('chk_memory_confidence', 'confidence BETWEEN 0 AND 1')
@Check('chk_memory_counts', 'signals >= 0 AND used_count >= 0')
@Check('chk_memory_deleted', "(state = 'deleted') = (deleted_at IS NOT NULL)")
@Check('chk_memory_reach', `reach IN ('finding', 'file', 'repository')`)
@Check('chk_memory_reason', `reason IN ('not a bug', 'intentional here', 'pre-existing', 'out of scope', 'wrong fact')`)
@Check('chk_memory_text', `type = 'dismissal' OR text <> ''`)
@Check(
  'chk_memory_dismissal',
  `type <> 'dismissal' OR (reach IS NOT NULL AND reason IS NOT NULL AND fingerprint IS NOT NULL AND claim IS NOT NULL
    AND handle IS NOT NULL AND repository_id IS NOT NULL AND (reach = 'repository' OR path IS NOT NULL))`,
)
export class Memory extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  /** Null: every repository of the installation. */
  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  /** `M3` in commands and pages; counted in each installation. */
  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'varchar', length: 30 })
  type!:
    | 'project_pattern'
    | 'decision'
    | 'developer_pattern'
    | 'developer_strength'
    | 'risk_module'
    | 'contributor_profile'
    | 'project_map'
    | 'project_rule'
    | 'dismissal';

  /** Of a dismissal: what the person added, '' if nothing. */
  @Column({ type: 'varchar', length: 600, default: '' })
  text!: string;

  @Column({ type: 'varchar', length: 20 })
  state!: 'candidate' | 'active' | 'stale' | 'disabled' | 'deleted';

  /** Why it is stale or disabled. */
  @Column({ type: 'text', nullable: true })
  stateReason!: string | null;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  stateChangedAt!: Date;

  /** Null: all files. */
  @Column({ type: 'text', nullable: true })
  pathGlob!: string | null;

  /** One file, as it is written: a dismissal's; null where it reaches further. */
  @Column({ type: 'text', nullable: true })
  path!: string | null;

  @Column({ type: 'text', nullable: true })
  symbol!: string | null;

  /** Set where everything of this rule is meant. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  rule!: string | null;

  /** Whom it is about, and who may see it. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  developerLogin!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  developerId!: number | null;

  @Column({ type: 'varchar', length: 20 })
  sourceKind!: 'comment' | 'review' | 'file' | 'api' | 'import';

  /** What makes it one: the comment, the entry of the file; the same again changes nothing more. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  sourceKey!: string | null;

  @Column({ type: 'text', nullable: true })
  sourceLink!: string | null;

  /** The file that says it. */
  @Column({ type: 'text', nullable: true })
  sourcePath!: string | null;

  @Column({ type: 'int', nullable: true })
  sourceLine!: number | null;

  /** What is said there, word for word. */
  @Column({ type: 'text', nullable: true })
  sourceQuote!: string | null;

  /** Of the source's text, or the contract hash of the symbol: another one makes it stale. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  sourceSha256!: string | null;

  /** Null: code found it, or a model. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  authorLogin!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  authorId!: number | null;

  @Column({ type: 'real', default: 1 })
  confidence!: number;

  /** Independent ones that speak for it. */
  @Column({ type: 'int', default: 1 })
  signals!: number;

  @Column({ type: 'int', default: 0 })
  usedCount!: number;

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  mem0Id!: string | null;

  /** When Mem0 was last asked to take it or to give it up; null: not yet, or Mem0 was away. */
  @Column({ type: 'timestamptz', nullable: true })
  mem0AskedAt!: Date | null;

  /** Mem0 may have other words; kept by a trigger. */
  @Column({ type: 'boolean', default: false })
  mem0Outdated!: boolean;

  /** Kept by a trigger. */
  @Column({ type: 'tsvector', default: '', select: false })
  search!: string;

  /** Where it was said. */
  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid', nullable: true })
  pullRequestId!: string | null;

  /** Of the finding it was said about. */
  @Column({ type: 'int', nullable: true })
  handle!: number | null;

  /** How far a dismissal reaches. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  reach!: 'finding' | 'file' | 'repository' | null;

  @Column({ type: 'varchar', length: 128, nullable: true })
  fingerprint!: string | null;

  /** Fingerprint of the claim without its path. */
  @Column({ type: 'varchar', length: 128, nullable: true })
  claim!: string | null;

  @Column({ type: 'varchar', length: 30, nullable: true })
  reason!: 'not a bug' | 'intentional here' | 'pre-existing' | 'out of scope' | 'wrong fact' | null;

  /** A deleted one can be brought back for 30 days. */
  @Column({ type: 'timestamptz', nullable: true })
  deletedAt!: Date | null;

  /** What it was before, and is again when it is brought back. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  deletedState!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  deletedBy!: string | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  deletedById!: number | null;

  /** The comment that undid it. */
  @Column({ type: 'varchar', length: 255, nullable: true })
  deletedKey!: string | null;
}
