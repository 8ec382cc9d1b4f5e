import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { numberColumn } from '../number-column.js';
import { Dated } from './dated.js';

/** A person who signed in with GitHub; the tokens are Fernet texts. */
@Entity('users')
@Unique('uq_users_github_id', ['githubId'])
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

  @Column({ type: 'text', nullable: true })
  accessTokenEncrypted!: string | null;

  @Column({ type: 'text', nullable: true })
  refreshTokenEncrypted!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  tokenExpiresAt!: Date | null;
}
