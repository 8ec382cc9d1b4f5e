import { z } from 'zod';
import type { Received } from '../services/integration-type.js';
import type { SentryConfig } from './settings.js';

const Project = z.object({ issue: z.object({ project: z.string() }) });

/**
 * What was received with the repository that holds the code of its project. Without a word in the settings that is the one
 * with the project's name. Pure.
 */
export function placeHook(received: Received, { repositories }: Pick<SentryConfig, 'repositories'>): Received {
  if (received.kind !== 'event') return received;
  const project = Project.safeParse(received.payload).data?.issue.project;
  const repository = project === undefined ? null : (ownOf(repositories, project) ?? project);
  return { ...received, repository };
}

function ownOf(repositories: Readonly<Record<string, string>>, project: string): string | undefined {
  return Object.hasOwn(repositories, project) ? repositories[project] : undefined;
}
