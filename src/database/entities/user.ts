import { Check, Column, Entity, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';

/** A person who signed in with GitHub; the tokens are made by `encryptText`. */
@Entity('users')
@Unique('uq_users_github_id', ['githubId'])
@Index('idx_users_unnamed', ['githubId'], { where: 'NOT is_named' })
@Check('chk_users_access_token_encrypted', encryptedCheck('access_token_encrypted'))
@Check('chk_users_refresh_token_encrypted', encryptedCheck('refresh_token_encrypted'))
export class User extends Dated {
  @PrimaryGeneratedColumn('identity', { type: 'int', generatedIdentity: 'BY DEFAULT' })
  id!: number;

  @Column({ type: 'bigint', transformer: numberColumn })
  githubId!: number;

  @Column({ type: 'varchar', length: 255 })
  login!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  name!: string | null;

  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  @Column({ type: 'text', nullable: true })
  avatarUrl!: string | null;

  /** They want to be named as somebody who knows code. */
  @Column({ type: 'boolean', default: true })
  isNamed!: boolean;

  @Column({ type: 'text', nullable: true })
  accessTokenEncrypted!: EncryptedText | null;

  @Column({ type: 'text', nullable: true })
  refreshTokenEncrypted!: EncryptedText | null;

  @Column({ type: 'timestamptz', nullable: true })
  tokenExpiresAt!: Date | null;

  /** Counted up when what the person may see may have changed. */
  @Column({ type: 'int', default: 0 })
  accessVersion!: number;

  @Column({ type: 'timestamptz', nullable: true })
  refreshTokenExpiresAt!: Date | null;

  /** Some process asks for new tokens, until then at the latest: a refresh token is good for one use. */
  @Column({ type: 'timestamptz', nullable: true })
  tokenRefreshUntil!: Date | null;
}
