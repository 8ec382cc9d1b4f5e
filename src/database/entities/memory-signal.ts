import { Check, Column, CreateDateColumn, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Installation } from './installation.js';
import { Memory } from './memory.js';

/** One thing that speaks for a memory; the same one counts once. */
@Entity('memory_signals')
@Index('idx_memory_signals_installation_id', ['installationId'])
@Check('chk_memory_signal_kind', `kind IN ('extraction', 'reply', 'fix')`)
export class MemorySignal {
  @ForeignKey(() => Memory, { onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  memoryId!: string;

  @PrimaryColumn({ type: 'varchar', length: 20 })
  kind!: 'extraction' | 'reply' | 'fix';

  /** Where it comes from: a pull request, a comment. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  key!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt!: Date;
}
