import type { DataSource } from 'typeorm';
import type { GitHubApp } from '../../github/read/read-app.js';
import type { AppHook } from '../../github/read/read-hook.js';
import type { ClaudeModel } from '../../claude/read-model.js';
import type { ClaudeConfig } from '../../claude-config.js';
import type { AppConfig, Config, McpConfig, Mem0Config, Neo4jConfig } from '../../config.js';
import type { InspectedNeo4j } from '../../graph/neo4j/inspect-neo4j.js';
import type { NewestDelivery } from '../../github/read/read-newest-delivery.js';

export interface DoctorPorts {
  config: Config;
  /** Null: the database could not be opened, for this reason. */
  source: DataSource | { failure: string };
  readApp(app: AppConfig): Promise<GitHubApp>;
  readHook(app: AppConfig): Promise<AppHook>;
  /** GitHub's last try to deliver, the first ping among them; null: it has none. */
  readDelivery(app: AppConfig): Promise<NewestDelivery | null>;
  readModel(claude: ClaudeConfig): Promise<ClaudeModel>;
  readNeo4j(neo4j: Neo4jConfig): Promise<InspectedNeo4j>;
  readMem0(mem0: Mem0Config): Promise<{ speaks: 'platform' | 'open-source' }>;
  readMcp(server: McpConfig): Promise<{ tools: number }>;
  dataFolder: string;
  nodeVersion: string;
  now(): Date;
}
