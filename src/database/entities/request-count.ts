import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Requests of somebody within the present minute, over all processes. */
@Entity('request_counts')
export class RequestCount {
  /** Such as `user:7:start`. */
  @PrimaryColumn({ type: 'varchar', length: 100 })
  subject!: string;

  @Column({ type: 'timestamptz' })
  minute!: Date;

  @Column({ type: 'int' })
  requests!: number;
}
