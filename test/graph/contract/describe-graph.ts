import { describeHistory } from './describe-history.js';
import { describePushes } from './describe-pushes.js';
import { describeQuestions } from './describe-questions.js';
import { describeScans } from './describe-scans.js';
import { describeTenants } from './describe-tenants.js';
import type { OpenGraph } from './opened-graph.js';

/** The contract of the knowledge graph: what every store must do, whatever it is made of. */
export function describeGraph(name: string, open: OpenGraph): void {
  describeScans(name, open);
  describePushes(name, open);
  describeHistory(name, open);
  describeQuestions(name, open);
  describeTenants(name, open);
}
