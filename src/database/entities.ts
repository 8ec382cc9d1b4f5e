import { ApiToken } from './entities/api-token.js';
import { AppCredential } from './entities/app-credential.js';
import { AuditEntry } from './entities/audit-entry.js';
import { Approval } from './entities/approval.js';
import { Change } from './entities/change.js';
import { DiffReview } from './entities/diff-review.js';
import { Effect } from './entities/effect.js';
import { Event } from './entities/event.js';
import { ExecutionLog } from './entities/execution-log.js';
import { ExecutionStep } from './entities/execution-step.js';
import { Executor } from './entities/executor.js';
import { Finding } from './entities/finding.js';
import { Budget } from './entities/budget.js';
import { GithubPace } from './entities/github-pace.js';
import { IdempotencyKey } from './entities/idempotency-key.js';
import { Installation } from './entities/installation.js';
import { Integration } from './entities/integration.js';
import { LeadJudgement } from './entities/lead-judgement.js';
import { McpServer } from './entities/mcp-server.js';
import { Memory } from './entities/memory.js';
import { MemorySignal } from './entities/memory-signal.js';
import { ModelUsage } from './entities/model-usage.js';
import { OauthState } from './entities/oauth-state.js';
import { PullRequest } from './entities/pull-request.js';
import { ReplyLimit } from './entities/reply-limit.js';
import { Repository } from './entities/repository.js';
import { RequestCount } from './entities/request-count.js';
import { Review } from './entities/review.js';
import { Replay } from './entities/replay.js';
import { ReplayReview } from './entities/replay-review.js';
import { ReviewCheckpoint } from './entities/review-checkpoint.js';
import { Scan } from './entities/scan.js';
import { Session } from './entities/session.js';
import { SetupGrant } from './entities/setup-grant.js';
import { SyncCursor } from './entities/sync-cursor.js';
import { User } from './entities/user.js';
import { WorkflowAction } from './entities/workflow-action.js';
import { WorkflowRun } from './entities/workflow-run.js';
import { WorkflowSecret } from './entities/workflow-secret.js';
import { WorkflowSwitch } from './entities/workflow-switch.js';
import { WorkflowTrigger } from './entities/workflow-trigger.js';
import { WorkflowVersion } from './entities/workflow-version.js';
import { Workflow } from './entities/workflow.js';
import { WriteLimit } from './entities/write-limit.js';

/** Every table the data source knows, by name and not by glob: the build and tsx see the same list. */
export const entities = [
  User,
  Installation,
  Repository,
  PullRequest,
  Integration,
  Event,
  Workflow,
  WorkflowAction,
  WorkflowTrigger,
  WorkflowRun,
  ExecutionLog,
  ExecutionStep,
  Effect,
  Approval,
  WorkflowVersion,
  WorkflowSecret,
  WorkflowSwitch,
  Executor,
  OauthState,
  Session,
  ApiToken,
  Review,
  Memory,
  MemorySignal,
  McpServer,
  Finding,
  LeadJudgement,
  ReviewCheckpoint,
  DiffReview,
  Replay,
  ReplayReview,
  ModelUsage,
  Budget,
  GithubPace,
  WriteLimit,
  ReplyLimit,
  Scan,
  SyncCursor,
  AuditEntry,
  IdempotencyKey,
  RequestCount,
  Change,
  AppCredential,
  SetupGrant,
];
