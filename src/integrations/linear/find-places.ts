import { z } from 'zod';
import type { TicketDraft } from '../services/integration-type.js';
import { ServiceRefusedError } from '../services/service-error.js';
import { callLinear, type LinearCall } from './call-linear.js';

const QUERY = `query Places($team: TeamFilter, $project: ProjectFilter, $labels: IssueLabelFilter) {
  organization { id }
  teams(filter: $team, first: 10) { nodes { id key name } }
  projects(filter: $project, first: 20) { nodes { id name teams(first: 20) { nodes { id } } } }
  issueLabels(filter: $labels, first: 100) { nodes { id name team { id } } }
}`;

const Places = z.object({
  organization: z.object({ id: z.string() }),
  teams: z.object({ nodes: z.array(z.object({ id: z.string(), key: z.string(), name: z.string() })) }),
  projects: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        teams: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
      }),
    ),
  }),
  issueLabels: z.object({
    nodes: z.array(z.object({ id: z.string(), name: z.string(), team: z.object({ id: z.string() }).nullable() })),
  }),
});
type Places = z.output<typeof Places>;

/** Where an issue goes and what is put on it, by Linear's ids. */
export interface IssuePlaces {
  workspaceId: string;
  teamId: string;
  projectId: string | null;
  labelIds: string[];
}

/**
 * The team, project and labels that a draft names, in any case. Its `project` is a team (key or name) or a project of
 * the configured team. Throws ServiceRefusedError for a name that is not there: it is not left out silently.
 */
export async function findPlaces(
  call: LinearCall,
  { project, labels }: Pick<TicketDraft, 'project' | 'labels'>,
): Promise<IssuePlaces> {
  const { config } = call;
  const names = [config.team, ...(project === null ? [] : [project])];
  const projectName = project ?? config.project;
  const places = await callLinear(call, {
    query: QUERY,
    variables: {
      team: { or: names.flatMap((name) => [{ key: { eqIgnoreCase: name } }, { name: { eqIgnoreCase: name } }]) },
      project: projectName === null ? noneOf('id') : { name: { eqIgnoreCase: projectName } },
      labels:
        labels.length === 0
          ? noneOf('id')
          : { isGroup: { eq: false }, or: labels.map((name) => ({ name: { eqIgnoreCase: name } })) },
    },
    answer: Places,
  });
  const named = project === null ? undefined : teamOf(places, project);
  const team = named ?? teamOf(places, config.team, 'key');
  if (team === undefined)
    throw new ServiceRefusedError('not-found', `Linear has no team ${config.team} that the API key can see`);
  return {
    workspaceId: places.organization.id,
    teamId: team.id,
    projectId: named !== undefined || projectName === null ? null : projectOf(places, team, projectName),
    labelIds: [...new Set(labels.map((name) => labelOf(places, team, name)))],
  };
}

/** A filter that nothing fits, so that one query serves all drafts. */
const noneOf = (field: string) => ({ [field]: { in: [] } });

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function teamOf(
  { teams }: Places,
  name: string,
  by: 'key' | 'any' = 'any',
): Places['teams']['nodes'][number] | undefined {
  const byKey = teams.nodes.find(({ key }) => isSame(key, name));
  return byKey ?? (by === 'any' ? teams.nodes.find((team) => isSame(team.name, name)) : undefined);
}

function projectOf({ projects }: Places, team: { id: string; key: string }, name: string): string {
  const found = projects.nodes.find(({ teams }) => teams.nodes.some(({ id }) => id === team.id));
  if (found === undefined)
    throw new ServiceRefusedError(
      'not-found',
      `Linear has no team "${name}", and no project of it in team ${team.key}`,
    );
  return found.id;
}

/** A label of the team goes before one of the workspace. */
function labelOf({ issueLabels }: Places, team: { id: string; key: string }, name: string): string {
  const named = issueLabels.nodes.filter((label) => isSame(label.name, name));
  const found = named.find((label) => label.team?.id === team.id) ?? named.find((label) => label.team === null);
  if (found === undefined)
    throw new ServiceRefusedError(
      'not-found',
      `Linear has no label "${name}" for team ${team.key}: add it there, or leave it out`,
    );
  return found.id;
}
