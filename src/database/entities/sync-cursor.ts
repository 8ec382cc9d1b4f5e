import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** How far a sweep has read, and what it has to know the next time. */
@Entity('sync_cursors')
export class SyncCursor {
  @PrimaryColumn({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'jsonb' })
  value!: Record<string, unknown>;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
