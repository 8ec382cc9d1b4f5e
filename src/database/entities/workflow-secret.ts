import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';

/** What requests of an installation's workflows are signed in with; nobody reads it back. */
@Entity('workflow_secrets')
@Unique('uq_workflow_secrets_installation_id_name', ['installationId', 'name'])
@Check('chk_workflow_secret_name', `name ~ '^[A-Z][A-Z0-9_]{0,63}$'`)
@Check('chk_workflow_secrets_value_encrypted', encryptedCheck('value_encrypted'))
export class WorkflowSecret extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int' })
  installationId!: number;

  @Column({ type: 'varchar', length: 64 })
  name!: string;

  @Column({ type: 'text' })
  valueEncrypted!: EncryptedText;

  @Column({ type: 'varchar', length: 255 })
  updatedBy!: string;
}
