import { z } from 'zod';
import { HEALTHY, type Health } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callJira, pathOf, type JiraCall } from './call-jira.js';

/** Asks who the credentials belong to, which Jira it is, and whether the project can be seen. */
export async function checkHealth(call: JiraCall): Promise<Health> {
  const { project } = call.config;
  const { deploymentType } = await callJira(call, {
    method: 'GET',
    path: 'serverInfo',
    answer: z.object({ deploymentType: z.string() }),
  });
  if (deploymentType !== 'Cloud')
    return { status: 'unhealthy', detail: 'This is no Jira Cloud: only Jira Cloud has the API that is used.' };
  await callJira(call, { method: 'GET', path: 'myself', answer: z.object({ accountId: z.string() }) });
  if (await hasProject(call, project)) return HEALTHY;
  return { status: 'degraded', detail: `The account cannot see project ${project}: no issue can be made there.` };
}

async function hasProject(call: JiraCall, project: string): Promise<boolean> {
  try {
    await callJira(call, { method: 'GET', path: `project/${pathOf(project)}`, answer: z.object({ key: z.string() }) });
    return true;
  } catch (error) {
    if (error instanceof ServiceRefusedError && error.why === 'not-found') return false;
    throw error;
  }
}
