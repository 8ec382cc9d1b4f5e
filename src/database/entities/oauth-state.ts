import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from './user.js';

/** One sign-in under way; good for five minutes and for one use. */
@Entity('oauth_states')
@Unique('uq_oauth_states_state', ['state'])
@Index('idx_oauth_states_expires_at', ['expiresAt'])
@Index('idx_oauth_states_user_id', ['userId'])
@Check('chk_oauth_states_browser_sha256', `browser_sha256 ~ '^[0-9a-f]{64}$'`)
export class OauthState {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column({ type: 'varchar', length: 255 })
  state!: string;

  @ForeignKey(() => User, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  userId!: number | null;

  @Column({ type: 'text' })
  codeVerifier!: string;

  @Column({ type: 'text' })
  returnTo!: string;

  /** Of a cookie of the browser that began it: no other one may end it. */
  @Column({ type: 'varchar', length: 64 })
  browserSha256!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'boolean', default: false })
  used!: boolean;
}
