import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';

/** When an installation may next be written to, and when it last was: at least a second between writes that notify. */
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
