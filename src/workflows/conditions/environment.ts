import { Environment } from '@marcbachmann/cel-js';
import { FUNCTIONS } from './functions/functions.js';
import { VARIABLES, type FieldType, type Group } from './variables.js';

export const MOST_NODES = 200;
/** Brackets, lists and calls within one another. */
const DEEPEST = 30;
const TIME = 'google.protobuf.Timestamp';

type Schema = { [name: string]: string | Schema };

/**
 * What the type checker knows: the variables and functions of our tables on top of CEL's. A new one for each condition:
 * it remembers each name it was ever asked about.
 */
export function createEnvironment(): Environment {
  const environment = new Environment({ limits: { maxAstNodes: MOST_NODES, maxDepth: DEEPEST } });
  for (const [name, variable] of Object.entries(VARIABLES)) {
    if ('fields' in variable) environment.registerVariable({ name, schema: schemaOf(variable) });
    else environment.registerVariable(name, celType(variable.type));
  }
  // It only checks types; `build-part.ts` runs the tree.
  for (const { signatures } of FUNCTIONS)
    for (const signature of signatures ?? []) environment.registerFunction(signature, () => undefined);
  return environment;
}

function schemaOf({ fields }: Group): Schema {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, 'fields' in field ? schemaOf(field) : celType(field.type)]),
  );
}

function celType(type: FieldType | 'map<string, dyn>' | 'dyn'): string {
  return type === 'time' ? TIME : type;
}
