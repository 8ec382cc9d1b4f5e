import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { User } from './user.js';

/** A browser in which somebody is signed in; without its row no cookie is worth anything. */
@Entity('sessions')
@Unique('uq_sessions_sid_sha256', ['sidSha256'])
@Index('idx_sessions_user_id', ['userId'])
@Index('idx_sessions_expires_at', ['expiresAt'])
@Check('chk_sessions_sid_sha256', `sid_sha256 ~ '^[0-9a-f]{64}$'`)
export class Session {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => User, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  userId!: number;

  /** Of the id that the cookie carries: who reads the table cannot make a cookie of it. */
  @Column({ type: 'varchar', length: 64 })
  sidSha256!: string;

  @Column({ type: 'varchar', length: 300, nullable: true })
  userAgent!: string | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  lastSeenAt!: Date;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;
}
