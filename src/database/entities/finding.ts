import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';
import { Memory } from './memory.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';
import { Review } from './review.js';

/** A finding as the ledger keeps it over the rounds of one pull request. */
@Entity('findings')
@Unique('uq_findings_pull_request_id_handle', ['pullRequestId', 'handle'])
@Index('idx_findings_fingerprint', ['pullRequestId', 'fingerprint'])
@Index('idx_findings_installation_id', { synchronize: false })
@Index('idx_findings_repository_id', { synchronize: false })
@Index('idx_findings_state', { synchronize: false })
@Index('idx_findings_severity', { synchronize: false })
@Index('idx_findings_category', { synchronize: false })
@Index('idx_findings_dismissed_until', ['repositoryId', 'dismissedUntil'], {
  where: `state = 'dismissed' AND dismissed_until IS NOT NULL`,
})
@Index('idx_findings_path', { synchronize: false })
@Index('idx_findings_review_id', ['reviewId'])
@Index('idx_findings_dismissal_id', ['dismissalId'], { where: 'dismissal_id IS NOT NULL' })
@Index('idx_findings_github_comment_id', ['githubCommentId'], { where: 'github_comment_id IS NOT NULL' })
@Check('chk_finding_state', `state IN ('open', 'fixed', 'dismissed', 'outdated')`)
@Check('chk_finding_side', `side IN ('LEFT', 'RIGHT')`)
@Check('chk_finding_severity', `severity IN ('must-fix', 'should-fix', 'minor', 'pre-existing')`)
@Check(
  'chk_finding_category',
  `category IN ('security', 'bug', 'performance', 'quality', 'tests', 'dependencies', 'workflow')`,
)
@Check('chk_finding_lines', 'line > 0 AND (start_line IS NULL OR (start_line > 0 AND start_line <= line))')
@Check('chk_finding_handle', 'handle > 0')
@Check('chk_finding_fix_report', '(reported_fixed_in IS NULL) = (reported_fixed_by IS NULL)')
export class Finding extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  pullRequestId!: string;

  /** The round that found it first. */
  @ForeignKey(() => Review, { onDelete: 'CASCADE' })
  @Column({ type: 'uuid' })
  reviewId!: string;

  @Column({ type: 'int' })
  handle!: number;

  @Column({ type: 'varchar', length: 128 })
  fingerprint!: string;

  @Column({ type: 'varchar', length: 255 })
  rule!: string;

  @Column({ type: 'varchar', length: 20 })
  severity!: 'must-fix' | 'should-fix' | 'minor' | 'pre-existing';

  @Column({ type: 'varchar', length: 20 })
  category!: 'security' | 'bug' | 'performance' | 'quality' | 'tests' | 'dependencies' | 'workflow';

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'text' })
  path!: string;

  @Column({ type: 'varchar', length: 5, default: 'RIGHT' })
  side!: 'LEFT' | 'RIGHT';

  @Column({ type: 'int' })
  line!: number;

  @Column({ type: 'int', nullable: true })
  startLine!: number | null;

  @Column({ type: 'text', default: '' })
  quote!: string;

  @Column({ type: 'jsonb', default: {} })
  evidence!: Record<string, unknown> | string;

  @Column({ type: 'text', nullable: true })
  suggestion!: string | null;

  /** False: not on a commentable line; it stands in the body of the review. */
  @Column({ type: 'boolean', default: true })
  anchored!: boolean;

  @Column({ type: 'varchar', length: 20, default: 'open' })
  state!: 'open' | 'fixed' | 'dismissed' | 'outdated';

  @Column({ type: 'varchar', length: 64, nullable: true })
  fixedIn!: string | null;

  /** The commit in which somebody says that it is fixed; the next round that still finds it takes that back. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  reportedFixedIn!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  reportedFixedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  dismissedReason!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  dismissedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  dismissedUntil!: Date | null;

  /** The dismissal that made it so; it may have been said about another finding. */
  @ForeignKey(() => Memory, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  dismissalId!: string | null;

  /** We ask at most once why a finding is not wanted. */
  @Column({ type: 'timestamptz', nullable: true })
  askedReasonAt!: Date | null;

  @Column({ type: 'bigint', nullable: true, transformer: numberColumn })
  githubCommentId!: number | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  githubCommentNodeId!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  githubThreadId!: string | null;

  /** How many people with write permission found it useful, or not, at the last look. */
  @Column({ type: 'int', default: 0 })
  thumbsUp!: number;

  @Column({ type: 'int', default: 0 })
  thumbsDown!: number;
}
