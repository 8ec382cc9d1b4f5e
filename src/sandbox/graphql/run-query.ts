import { buildSchema, execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import type { Caller } from '../authenticate.js';
import { earlierRepository } from '../read-lag.js';
import { graphqlPoints, spendPoints } from '../rate-limit.js';
import { repositoryNamed, timestamp, type SandboxState } from '../state.js';
import { measureQuery } from './measure-query.js';
import { repositoryNode } from './nodes.js';
import { SCHEMA } from './schema.js';

const schema = buildSchema(SCHEMA);

export interface GraphqlAnswer {
  data?: unknown;
  errors?: { type?: string; path?: readonly (string | number)[]; message: string }[];
}

/**
 * Answers a query as GitHub does: what it does not know, what is too much and what is not granted are errors, and what
 * a place may not show is null there. Costs points of the hour, of which GraphQL has its own.
 */
export async function runQuery(
  state: SandboxState,
  caller: Caller,
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
  if (!spendPoints(state, caller.installation.id, size.cost)) {
    return { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit already exceeded for this installation.' }] };
  }
  const { limit, remaining, used, reset } = graphqlPoints(state, caller.installation.id);
  const rateLimit = { cost: size.cost, limit, nodeCount: size.nodes, remaining, used, resetAt: date(reset) };
  const rootValue = {
    rateLimit,
    repository: ({ owner, name }: { owner: string; name: string }) => repositoryOf(state, caller, owner, name),
    viewer: { id: 'x', login: caller.user.login, databaseId: caller.user.id, name: null },
  };
  const { data, errors } = await execute({ schema, document, rootValue, variableValues: variables });
  return { ...(data === undefined ? {} : { data }), ...(errors === undefined ? {} : { errors: errors.map(rendered) }) };
}

function repositoryOf(state: SandboxState, caller: Caller, owner: string, name: string) {
  const renamed = state.renamed.get(`${owner}/${name}`.toLowerCase());
  const found = repositoryNamed(state, owner, name) ?? state.repositories.get(renamed ?? -1);
  const reached =
    found?.installationId === caller.installation.id && (caller.token.repositoryIds?.includes(found.id) ?? true);
  if (found && (reached || !found.private)) {
    return repositoryNode({ state, caller, repository: earlierRepository(state, found) });
  }
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
