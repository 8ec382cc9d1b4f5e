import { Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from './user.js';

/** One sign-in under way; good for five minutes and for one use. */
@Entity('oauth_states')
@Unique('uq_oauth_states_state', ['state'])
@Index('idx_oauth_states_expires_at', ['expiresAt'])
@Index('idx_oauth_states_user_id', ['userId'])
export class OauthState {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column({ type: 'varchar', length: 255 })
  state!: string;

  @ForeignKey(() => User, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  userId!: number | null;

  @Column({ type: 'text', nullable: true })
  codeVerifier!: string | null;

  @Column({ type: 'text', nullable: true })
  returnTo!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'boolean', default: false })
  used!: boolean;
}
