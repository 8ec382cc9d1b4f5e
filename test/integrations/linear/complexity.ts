import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';

const DEFAULT_FIRST = 50;

/**
 * What a query costs: a property 0.1, an object 1, and what is in a connection as often as it is asked for
 * (https://linear.app/developers/rate-limiting).
 */
export function complexityOf(document: DocumentNode): number {
  return document.definitions.reduce(
    (sum, one) => sum + (one.kind === Kind.OPERATION_DEFINITION ? costOf(one.selectionSet) : 0),
    0,
  );
}

function costOf({ selections }: SelectionSetNode): number {
  return selections.reduce((sum, field) => {
    if (field.kind !== Kind.FIELD) throw new Error('only fields are counted');
    if (field.selectionSet === undefined) return sum + 0.1;
    const isConnection = field.selectionSet.selections.some(
      (one) => one.kind === Kind.FIELD && one.name.value === 'nodes',
    );
    const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    const count = first?.kind === Kind.INT ? Number(first.value) : DEFAULT_FIRST;
    return sum + 1 + (isConnection ? count : 1) * costOf(field.selectionSet);
  }, 0);
}
