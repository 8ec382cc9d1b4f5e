import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { Dated } from './dated.js';

/** What set-up stored, encrypted as a whole: its JSON has a shape for each name (`src/setup/stored.ts`). */
@Entity('app_credentials')
@Check('chk_app_credentials_name', `name IN ('reach', 'github', 'app', 'claude')`)
@Check('chk_app_credentials_value_encrypted', encryptedCheck('value_encrypted'))
export class AppCredential extends Dated {
  @PrimaryColumn({ type: 'varchar', length: 20 })
  name!: 'reach' | 'github' | 'app' | 'claude';

  @Column({ type: 'text' })
  valueEncrypted!: EncryptedText;
}
