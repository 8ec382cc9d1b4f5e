import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';
import { Repository } from './repository.js';
import { WorkflowRun } from './workflow-run.js';

/**
 * What Claude said of a lead, the last time it was asked; acceptance by rule is computed from these and the findings.
 */
@Entity('lead_judgements')
@Index('idx_lead_judgements_installation_id', ['installationId'])
@Index('idx_lead_judgements_rule', ['repositoryId', 'rule', 'judgedAt'])
@Index('idx_lead_judgements_run_id', ['runId'])
@Index('idx_lead_judgements_judged_at', ['judgedAt'])
@Check('chk_lead_judgement_verdict', `verdict IN ('stands', 'wrong', 'unsure')`)
@Check('chk_lead_judgement_answered', `answered OR verdict = 'unsure'`)
export class LeadJudgement {
  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  pullRequestId!: string;

  @PrimaryColumn({ type: 'varchar', length: 128 })
  fingerprint!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @ForeignKey(() => Repository, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  repositoryId!: number;

  @ForeignKey(() => WorkflowRun, { onDelete: 'SET NULL' })
  @Column({ type: 'uuid', nullable: true })
  runId!: string | null;

  @Column({ type: 'varchar', length: 255 })
  rule!: string;

  @Column({ type: 'varchar', length: 20 })
  verdict!: 'stands' | 'wrong' | 'unsure';

  /** False: it was given to Claude and not answered; it is asked again. */
  @Column({ type: 'boolean', default: true })
  answered!: boolean;

  @Column({ type: 'text', default: '' })
  reason!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  judgedAt!: Date;
}
