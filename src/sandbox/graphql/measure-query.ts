import {
  getNamedType,
  GraphQLError,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';

const MOST_NODES = 500_000;
const MOST_OF_A_PAGE = 100;

/**
 * What a query may bring and costs, before it is run: nodes, and requests for its points. Throws as GitHub does for a
 * connection without a size or with one above a hundred, and for more than 500,000 nodes.
 * Rules: https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
 */
export function measureQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): { nodes: number; cost: number } {
  const types = new TypeInfo(schema);
  let [nodes, requests] = [0, 1];
  /** How many there may be of what is being looked at; one more for each connection around it. */
  const around = [1];
  const isConnection = () => getNamedType(types.getType())?.name.endsWith('Connection') ?? false;
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: {
        enter(field) {
          if (!isConnection()) return;
          const outside = around.at(-1) ?? 1;
          const size = sizeOf(field, variables);
          requests += outside;
          nodes += outside * size;
          around.push(outside * size);
        },
        leave() {
          if (isConnection()) around.pop();
        },
      },
    }),
  );
  if (nodes > MOST_NODES) {
    const [possible, most] = [nodes, MOST_NODES].map((count) => count.toLocaleString('en-US'));
    throw refuse(
      'MAX_NODE_LIMIT_EXCEEDED',
      `This query requests up to ${possible} possible nodes which exceeds the maximum limit of ${most}.`,
    );
  }
  return { nodes, cost: Math.max(1, Math.round(requests / 100)) };
}

/** Of a connection whose nodes are not asked for (only their count) none. */
function sizeOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  const { name, selectionSet } = field;
  const [size] = (field.arguments ?? [])
    .filter((one) => one.name.value === 'first' || one.name.value === 'last')
    .map(({ name: { value: bound }, value }) => {
      const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : 'value' in value ? value.value : null;
      return { bound, records: Number(given ?? Number.NaN) };
    })
    .filter(({ records }) => !Number.isNaN(records));
  const wanted = (selectionSet?.selections ?? []).some(
    (one) => one.kind !== Kind.FIELD || one.name.value === 'nodes' || one.name.value === 'edges',
  );
  if (size === undefined) {
    if (!wanted) return 0;
    throw refuse(
      'MISSING_PAGINATION_BOUNDARIES',
      `You must provide a \`first\` or \`last\` value to properly paginate the \`${name.value}\` connection.`,
    );
  }
  if (size.records > MOST_OF_A_PAGE) {
    throw refuse(
      'EXCESSIVE_PAGINATION',
      `Requesting ${size.records} records on the \`${name.value}\` connection exceeds the \`${size.bound}\` limit of ${MOST_OF_A_PAGE} records.`,
    );
  }
  return wanted ? size.records : 0;
}

function refuse(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } });
}
