import { CreateTables1764000000000 } from '../../migrations/1764000000000-create-tables.js';
import { CreateReviews1764000001000 } from '../../migrations/1764000001000-create-reviews.js';
import { CreatePublishedViews1764000002000 } from '../../migrations/1764000002000-create-published-views.js';
import { AddPrReviewWorkflow1764000003000 } from '../../migrations/1764000003000-add-pr-review-workflow.js';
import { CreateModelUsage1764000010000 } from '../../migrations/1764000010000-create-model-usage.js';
import { CreateReviewCheckpoints1764000011000 } from '../../migrations/1764000011000-create-review-checkpoints.js';
import { AddConversation1764000012000 } from '../../migrations/1764000012000-add-conversation.js';
import { CheckStoredSecrets1764000013000 } from '../../migrations/1764000013000-check-stored-secrets.js';
import { AddWriteSlots1764000013001 } from '../../migrations/1764000013001-add-write-slots.js';
import { CompressEventPayloads1764000014000 } from '../../migrations/1764000014000-compress-event-payloads.js';
import { AddFindingSignals1764000015000 } from '../../migrations/1764000015000-add-finding-signals.js';
import { AddInstallationUpdate1764000016000 } from '../../migrations/1764000016000-add-installation-update.js';
import { AddGithubPaces1764000018000 } from '../../migrations/1764000018000-add-github-paces.js';
import { IndexOpenRuns1764000019000 } from '../../migrations/1764000019000-index-open-runs.js';
import { ReviewWhenUnblocked1764000020000 } from '../../migrations/1764000020000-review-when-unblocked.js';
import { ReviewWhenSettingsChange1764000021000 } from '../../migrations/1764000021000-review-when-settings-change.js';
import { CreateLeadJudgements1764000022000 } from '../../migrations/1764000022000-create-lead-judgements.js';
import { CreateGraph1764000023000 } from '../../migrations/1764000023000-create-graph.js';
import { AddGraphPullUpdate1764000024000 } from '../../migrations/1764000024000-add-graph-pull-update.js';
import { CreateMemories1764000025000 } from '../../migrations/1764000025000-create-memories.js';
import { AddTenantPolicies1764000026000 } from '../../migrations/1764000026000-add-tenant-policies.js';
import { AddAccessVersions1764000026001 } from '../../migrations/1764000026001-add-access-versions.js';
import { CreateSessions1764000027000 } from '../../migrations/1764000027000-create-sessions.js';
import { CreateMcpServers1764000028000 } from '../../migrations/1764000028000-create-mcp-servers.js';
import { AddBudgets1764000029000 } from '../../migrations/1764000029000-add-budgets.js';
import { AddPersonRequests1764000030000 } from '../../migrations/1764000030000-add-person-requests.js';
import { CreateApiRecords1764000031000 } from '../../migrations/1764000031000-create-api-records.js';
import { AddPullOrigin1764000032000 } from '../../migrations/1764000032000-add-pull-origin.js';
import { AddReadIndexes1764000033000 } from '../../migrations/1764000033000-add-read-indexes.js';
import { CreateChanges1764000035000 } from '../../migrations/1764000035000-create-changes.js';
import { AddFixReports1764000036000 } from '../../migrations/1764000036000-add-fix-reports.js';
import { CoverReads1764000037000 } from '../../migrations/1764000037000-cover-reads.js';
import { WalkNewest1764000038000 } from '../../migrations/1764000038000-walk-newest.js';
import { ReviewAfterBudget1764000038500 } from '../../migrations/1764000038500-review-after-budget.js';
import { RestrictOperatorServers1764000038600 } from '../../migrations/1764000038600-restrict-operator-servers.js';
import { CreateDiffReviews1764000039000 } from '../../migrations/1764000039000-create-diff-reviews.js';
import { OpenWorkflows1764000040000 } from '../../migrations/1764000040000-open-workflows.js';
import { NoteStepChanges1764000040500 } from '../../migrations/1764000040500-note-step-changes.js';
import { IndexRunsOfReviews1764000040600 } from '../../migrations/1764000040600-index-runs-of-reviews.js';
import { NoteIntegrationHealth1764000041000 } from '../../migrations/1764000041000-note-integration-health.js';
import { AddBuiltInWorkflows1764000042000 } from '../../migrations/1764000042000-add-built-in-workflows.js';
import { KeepTimeWorked1764000043000 } from '../../migrations/1764000043000-keep-time-worked.js';
import { KeepRiskOfReviews1764000045000 } from '../../migrations/1764000045000-keep-risk-of-reviews.js';
import { AddErrorTriage1764000047000 } from '../../migrations/1764000047000-add-error-triage.js';
import { AddStaleFindings1764000048000 } from '../../migrations/1764000048000-add-stale-findings.js';
import { PublishReviewDaily1764000049000 } from '../../migrations/1764000049000-publish-review-daily.js';
import { PublishGraphSizes1764000049500 } from '../../migrations/1764000049500-publish-graph-sizes.js';
import { AddSwitchConditions1764000052000 } from '../../migrations/1764000052000-add-switch-conditions.js';
import { CreateWorkflowSecrets1764000052100 } from '../../migrations/1764000052100-create-workflow-secrets.js';
import { CreateAppCredentials1764000054000 } from '../../migrations/1764000054000-create-app-credentials.js';
import { CreateReplays1764000055000 } from '../../migrations/1764000055000-create-replays.js';
import { KeepAttemptsOfSteps1764000055500 } from '../../migrations/1764000055500-keep-attempts-of-steps.js';
import { NoteRunsCheaply1764000055600 } from '../../migrations/1764000055600-note-runs-cheaply.js';
import { AddIsNamed1764000056000 } from '../../migrations/1764000056000-add-is-named.js';
import { NoteBegunWrites1764000057500 } from '../../migrations/1764000057500-note-begun-writes.js';
import { WantPeople1764000057600 } from '../../migrations/1764000057600-want-people.js';
import { BudgetReviewsAndMonths1764000058200 } from '../../migrations/1764000058200-budget-reviews-and-months.js';
import { CoverDismissedUntil1764000059000 } from '../../migrations/1764000059000-cover-dismissed-until.js';
import { KeepFailCheck1764000060100 } from '../../migrations/1764000060100-keep-fail-check.js';

/** In the order in which they run; by name and not by glob, so that the build carries them. */
export const migrations = [
  CreateTables1764000000000,
  CreateReviews1764000001000,
  CreatePublishedViews1764000002000,
  AddPrReviewWorkflow1764000003000,
  CreateModelUsage1764000010000,
  CreateReviewCheckpoints1764000011000,
  AddConversation1764000012000,
  CheckStoredSecrets1764000013000,
  AddWriteSlots1764000013001,
  CompressEventPayloads1764000014000,
  AddFindingSignals1764000015000,
  AddInstallationUpdate1764000016000,
  AddGithubPaces1764000018000,
  IndexOpenRuns1764000019000,
  ReviewWhenUnblocked1764000020000,
  ReviewWhenSettingsChange1764000021000,
  CreateLeadJudgements1764000022000,
  CreateGraph1764000023000,
  AddGraphPullUpdate1764000024000,
  CreateMemories1764000025000,
  AddTenantPolicies1764000026000,
  AddAccessVersions1764000026001,
  CreateSessions1764000027000,
  CreateMcpServers1764000028000,
  AddBudgets1764000029000,
  AddPersonRequests1764000030000,
  CreateApiRecords1764000031000,
  AddPullOrigin1764000032000,
  AddReadIndexes1764000033000,
  CreateChanges1764000035000,
  AddFixReports1764000036000,
  CoverReads1764000037000,
  WalkNewest1764000038000,
  ReviewAfterBudget1764000038500,
  RestrictOperatorServers1764000038600,
  CreateDiffReviews1764000039000,
  OpenWorkflows1764000040000,
  NoteStepChanges1764000040500,
  IndexRunsOfReviews1764000040600,
  NoteIntegrationHealth1764000041000,
  AddBuiltInWorkflows1764000042000,
  KeepTimeWorked1764000043000,
  KeepRiskOfReviews1764000045000,
  AddErrorTriage1764000047000,
  AddStaleFindings1764000048000,
  PublishReviewDaily1764000049000,
  PublishGraphSizes1764000049500,
  AddSwitchConditions1764000052000,
  CreateWorkflowSecrets1764000052100,
  CreateAppCredentials1764000054000,
  CreateReplays1764000055000,
  KeepAttemptsOfSteps1764000055500,
  NoteRunsCheaply1764000055600,
  AddIsNamed1764000056000,
  NoteBegunWrites1764000057500,
  WantPeople1764000057600,
  BudgetReviewsAndMonths1764000058200,
  CoverDismissedUntil1764000059000,
  KeepFailCheck1764000060100,
];
