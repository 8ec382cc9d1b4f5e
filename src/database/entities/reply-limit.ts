import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Installation } from './installation.js';
import { PullRequest } from './pull-request.js';

/** When a person was last answered on a pull request, for answers that are not given every time. */
@Entity('reply_limits')
@Index('idx_reply_limits_installation_id', ['installationId'])
@Check('chk_reply_limit_kind', `kind IN ('refused', 'help', 'config')`)
export class ReplyLimit {
  @ForeignKey(() => PullRequest, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_reply_limits' })
  pullRequestId!: string;

  @PrimaryColumn({ type: 'bigint', transformer: numberColumn, primaryKeyConstraintName: 'pk_reply_limits' })
  githubUserId!: number;

  @PrimaryColumn({ type: 'varchar', length: 20, primaryKeyConstraintName: 'pk_reply_limits' })
  kind!: 'refused' | 'help' | 'config';

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  /** The comment that was answered: answering it again is no second answer. */
  @Column({ type: 'varchar', length: 64 })
  commentKey!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  repliedAt!: Date;
}
