import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What lets somebody set up: a link, a browser that came by one, a way to GitHub and back. Only hashes are kept. */
@Entity('setup_grants')
@Check('chk_setup_grants_sha256', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('chk_setup_grants_kind', `kind IN ('link', 'session', 'state')`)
@Check('chk_setup_grants_session', `(kind = 'state') = (session_sha256 IS NOT NULL)`)
export class SetupGrant {
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sha256!: string;

  @Column({ type: 'varchar', length: 10 })
  kind!: 'link' | 'session' | 'state';

  /** Whose way to GitHub it is. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  sessionSha256!: string | null;

  @Column({ type: 'timestamptz' })
  expiresAt!: Date;
}
