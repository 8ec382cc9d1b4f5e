import { Column, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

/** How far a sweep has read. */
@Entity('sync_cursors')
export class SyncCursor {
  @PrimaryColumn({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'jsonb' })
  value!: Record<string, unknown>;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
