import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** That something changed, and in which transaction; kept for an hour. */
@Entity('changes')
@Index('idx_changes_created_at', ['createdAt'])
@Check('chk_change_kind', `kind IN ('review', 'finding', 'scan', 'execution', 'replay')`)
export class Change {
  @PrimaryColumn({ type: 'bigint' })
  xid!: string;

  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id!: string;

  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'int', nullable: true })
  repositoryId!: number | null;

  @Column({ type: 'varchar', length: 20 })
  kind!: 'review' | 'finding' | 'scan' | 'execution' | 'replay';

  @Column({ type: 'varchar', length: 255 })
  objectId!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
