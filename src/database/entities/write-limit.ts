import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';

/** Replaced by `github_paces`: kept until no version that writes it can run beside this one. */
@Entity('write_limits')
export class WriteLimit {
  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'int' })
  installationId!: number;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  nextWriteAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  lastWriteAt!: Date | null;
}
