import { buildSchema, execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import type { Caller } from '../authenticate.js';
import { earlierRepository } from '../read-lag.js';
import { graphqlPoints, installationKey, personKey, spendPoints } from '../rate-limit.js';
import { nodeId, repositoryNamed, timestamp, type SandboxState } from '../state.js';
import type { User } from '../types.js';
import { measureQuery } from './measure-query.js';
import { repositoryNode } from './nodes.js';
import { SCHEMA } from './schema.js';

const schema = buildSchema(SCHEMA);

export interface GraphqlAnswer {
  data?: unknown;
  errors?: { type?: string; path?: readonly (string | number)[]; message: string }[];
}

/** Who asks, and what there is for them at the top of a query. */
export interface Asker {
  /** Whose points it costs. */
  key: string;
  root: Readonly<Record<string, unknown>>;
}

/** An installation: the repositories that its token is for, and public ones. */
export function asInstallation(state: SandboxState, caller: Caller): Asker {
  return {
    key: installationKey(caller.installation.id),
    root: {
      ...topFor(state, caller.user),
      repository: ({ owner, name }: { owner: string; name: string }) => repositoryOf(state, caller, owner, name),
    },
  };
}

/** A person: who they are, and organisations; the sandbox has no repositories for them here. */
export function asPerson(state: SandboxState, person: User): Asker {
  return { key: personKey(person), root: { ...topFor(state, person), repository: unresolved } };
}

/**
 * Answers a query as GitHub does: what it does not know, what is too much and what is not granted are errors, and what
 * a place may not show is null there. Costs points of the hour, of which GraphQL has its own.
 */
export async function runQuery(
  state: SandboxState,
  { key, root }: Asker,
  { query, variables }: { query: string; variables: Record<string, unknown> },
): Promise<GraphqlAnswer> {
  let document: DocumentNode;
  let size: { nodes: number; cost: number };
  try {
    document = parse(query);
    const [wrong] = validate(schema, document);
    if (wrong) return { errors: [unknown(wrong)] };
    size = measureQuery(schema, document, variables);
  } catch (error) {
    if (error instanceof GraphQLError) return { errors: [rendered(error)] };
    throw error;
  }
  if (!spendPoints(state, key, size.cost)) {
    return { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit already exceeded for this installation.' }] };
  }
  const { limit, remaining, used, reset } = graphqlPoints(state, key);
  const rateLimit = { cost: size.cost, limit, nodeCount: size.nodes, remaining, used, resetAt: date(reset) };
  const rootValue = { ...root, rateLimit };
  const { data, errors } = await execute({ schema, document, rootValue, variableValues: variables });
  return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors: errors.map(rendered) }) };
}

function topFor(state: SandboxState, viewer: User) {
  return {
    viewer: { id: nodeId('U', viewer.id), login: viewer.login, databaseId: viewer.id, name: null },
    organization: ({ login }: { login: string }) => organisationOf(state, login, viewer),
  };
}

function organisationOf(state: SandboxState, login: string, viewer: User) {
  const found = state.users.get(login.toLowerCase());
  if (found?.type !== 'Organization') {
    throw new GraphQLError(`Could not resolve to an Organization with the login of '${login}'.`, {
      extensions: { type: 'NOT_FOUND' },
    });
  }
  return {
    id: nodeId('O', found.id),
    databaseId: found.id,
    login: found.login,
    viewerCanAdminister: state.owners.get(login.toLowerCase())?.has(viewer.login.toLowerCase()) ?? false,
  };
}

function repositoryOf(state: SandboxState, caller: Caller, owner: string, name: string) {
  const renamed = state.renamed.get(`${owner}/${name}`.toLowerCase());
  const found = repositoryNamed(state, owner, name) ?? state.repositories.get(renamed ?? -1);
  const reached =
    found?.installationId === caller.installation.id && (caller.token.repositoryIds?.includes(found.id) ?? true);
  if (found && (reached || !found.private)) {
    return repositoryNode({ state, caller, repository: earlierRepository(state, found) });
  }
  return unresolved({ owner, name });
}

function unresolved({ owner, name }: { owner: string; name: string }): never {
  throw new GraphQLError(`Could not resolve to a Repository with the name '${owner}/${name}'.`, {
    extensions: { type: 'NOT_FOUND' },
  });
}

/** GitHub has no `type` for what its schema does not have. */
function unknown(error: GraphQLError) {
  return { message: error.message, extensions: { code: 'undefinedField' } };
}

function rendered({ message, path, extensions }: GraphQLError) {
  const { type } = extensions;
  return { ...(typeof type === 'string' ? { type } : {}), ...(path === undefined ? {} : { path }), message };
}

function date(seconds: number): string {
  return timestamp(new Date(seconds * 1000));
}
