import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { Scope } from '../../access/caller.js';
import { User } from './user.js';

/** What a program of a person shows instead of a cookie. */
@Entity('api_tokens')
@Unique('uq_api_tokens_token_sha256', ['tokenSha256'])
@Index('idx_api_tokens_user_id', ['userId'])
@Index('idx_api_tokens_expires_at', ['expiresAt'])
@Check('chk_api_tokens_token_sha256', `token_sha256 ~ '^[0-9a-f]{64}$'`)
@Check('chk_api_token_scopes', `scopes <@ ARRAY['read', 'write', 'admin', 'mcp'] AND cardinality(scopes) > 0`)
@Check('chk_api_token_expiry', `expires_at <= created_at + interval '366 days'`)
export class ApiToken {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => User, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  userId!: number;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column({ type: 'varchar', length: 64 })
  tokenSha256!: string;

  /** Its first characters, by which a person knows it again. */
  @Column({ type: 'varchar', length: 12 })
  beginning!: string;

  @Column({ type: 'text', array: true })
  scopes!: Scope[];

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  lastUsedAt!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  revokedAt!: Date | null;
}
