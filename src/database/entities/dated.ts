import { CreateDateColumn, UpdateDateColumn } from 'typeorm';

/** The two times every changeable row carries; `updated_at` is also kept by a trigger, for plain SQL. */
export abstract class Dated {
  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updatedAt!: Date;
}
