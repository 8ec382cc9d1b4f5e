import { buildSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { SCHEMA } from '../../../src/sandbox/graphql/schema.js';
import { publishedSchema } from '../../github/published-schema.js';

const ours = buildSchema(SCHEMA);

it('has nothing that GitHub has not, and the same type for each field and argument', () => {
  const differing: string[] = [];
  let fields = 0;
  for (const [name, type] of Object.entries(ours.getTypeMap())) {
    if (name.startsWith('__')) continue;
    const theirs = publishedSchema.getType(name);
    if (theirs === undefined) differing.push(name);
    if (isEnumType(type) && isEnumType(theirs)) {
      for (const { value } of type.getValues()) if (!theirs.getValue(String(value))) differing.push(`${name}.${value}`);
    }
    if (isInputObjectType(type) && isInputObjectType(theirs)) {
      for (const field of Object.values(type.getFields()))
        if (String(theirs.getFields()[field.name]?.type) !== String(field.type))
          differing.push(`${name}.${field.name}`);
    }
    if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(theirs) || isInterfaceType(theirs))) continue;
    for (const field of Object.values(type.getFields())) {
      fields += 1;
      const other = theirs.getFields()[field.name];
      if (String(other?.type) !== String(field.type)) differing.push(`${name}.${field.name}`);
      for (const argument of field.args) {
        const known = other?.args.find((one) => one.name === argument.name);
        if (String(known?.type) !== String(argument.type)) differing.push(`${name}.${field.name}(${argument.name})`);
      }
    }
  }
  expect(differing).toEqual([]);
  expect(fields).toBeGreaterThan(80);
});
