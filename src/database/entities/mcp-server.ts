import { Check, Column, Entity, ForeignKey, PrimaryGeneratedColumn, Unique } from 'typeorm';
import type { EncryptedText } from '../../access/encrypt.js';
import { encryptedCheck } from '../encrypted-check.js';
import { Dated } from './dated.js';
import { Installation } from './installation.js';

/**
 * A server that is asked over MCP. Without installation the operator's environment names it, and holds its secret. The
 * unique key counts two nulls as the same (NULLS NOT DISTINCT, in the migration).
 */
@Entity('mcp_servers')
@Unique('uq_mcp_servers_installation_id_name', ['installationId', 'name'])
@Check('chk_mcp_server_name', `name ~ '^[a-z][a-z0-9-]*$'`)
@Check('chk_mcp_server_kind', `kind IN ('linear', 'sentry', 'slack', 'other')`)
@Check('chk_mcp_server_tools', `(tools IS NULL) = (tools_hash IS NULL)`)
@Check(
  'chk_mcp_server_pending',
  `(pending_tools IS NULL) = (pending_hash IS NULL) AND (pending_hash IS NULL) = (tools_changed_at IS NULL)
    AND (pending_hash IS NULL OR tools_hash IS NOT NULL)`,
)
@Check('chk_mcp_servers_authorization_encrypted', encryptedCheck('authorization_encrypted'))
@Check('chk_mcp_server_only_accounts', 'only_accounts IS NULL OR installation_id IS NULL')
export class McpServer extends Dated {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @ForeignKey(() => Installation, { onDelete: 'CASCADE' })
  @Column({ type: 'int', nullable: true })
  installationId!: number | null;

  @Column({ type: 'varchar', length: 40 })
  name!: string;

  @Column({ type: 'varchar', length: 20 })
  kind!: 'linear' | 'sentry' | 'slack' | 'other';

  @Column({ type: 'text' })
  url!: string;

  /** Logins, in small letters, whose installations alone are to know the operator's server; null: all. */
  @Column({ type: 'text', array: true, nullable: true })
  onlyAccounts!: string[] | null;

  /** The whole value of the header; null: the server asks for none, or the environment has it. */
  @Column({ type: 'text', nullable: true })
  authorizationEncrypted!: EncryptedText | null;

  @Column({ type: 'boolean', default: true })
  enabled!: boolean;

  /** Those it may be asked with; null: it was never used. */
  @Column({ type: 'jsonb', nullable: true })
  tools!: { name: string; description: string }[] | null;

  /** Of the whole list, with what the tools take and give. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  toolsHash!: string | null;

  /** What the server lists now, if it is not the same: it is off until somebody approves. */
  @Column({ type: 'jsonb', nullable: true })
  pendingTools!: { name: string; description: string }[] | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  pendingHash!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  toolsChangedAt!: Date | null;

  /** Null: the tools are those of the first use. */
  @Column({ type: 'timestamptz', nullable: true })
  approvedAt!: Date | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  approvedBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  lastSeenAt!: Date | null;

  /** Why it could not be asked the last time; null: it could. */
  @Column({ type: 'text', nullable: true })
  lastError!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  createdBy!: string | null;
}
