/** Nodes that are a name in one grammar or another. */
export const NAME_NODES: readonly string[] = [
  'identifier',
  'type_identifier',
  'property_identifier',
  'private_property_identifier',
  'field_identifier',
  'shorthand_property_identifier',
  'constant',
  'name',
  'namespace_identifier',
];
