import { parseTemplate } from '../conditions/interpolation/parse-template.js';
import type { Definition } from '../definitions/definition-schema.js';

/** Where a definition that was read names a secret, such as `do[0].http_request.headers.authorization`. */
export interface AskedSecret {
  field: string;
  name: string;
}

/** The secrets that a definition names. Pure. */
export function secretsAsked({ do: steps }: Pick<Definition, 'do'>): AskedSecret[] {
  const look = (value: unknown, field: string): AskedSecret[] => {
    if (typeof value === 'string')
      return parseTemplate(value).placeholders.flatMap(({ secret: name }) => (name === null ? [] : [{ field, name }]));
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, each]) =>
      look(each, Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`),
    );
  };
  return steps.flatMap(({ type, config }, nth) => look(config, `do[${nth}].${type}`));
}
