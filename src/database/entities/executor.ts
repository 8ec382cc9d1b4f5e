import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One worker process that is alive; `heartbeatAt` is the database's clock. */
@Entity('executors')
@Index('idx_executors_heartbeat_at', ['heartbeatAt'])
export class Executor {
  @PrimaryColumn({ type: 'varchar', length: 255 })
  executorId!: string;

  @Column({ type: 'varchar', length: 50 })
  role!: string;

  @Column({ type: 'varchar', length: 100 })
  version!: string;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  startedAt!: Date;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  heartbeatAt!: Date;
}
