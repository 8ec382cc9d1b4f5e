import { schema } from '@octokit/graphql-schema';
import { buildASTSchema, parse } from 'graphql';

/** The GraphQL schema that GitHub publishes. It names two fields twice, so it is not looked at itself. */
export const publishedSchema = buildASTSchema(parse(schema.idl), { assumeValidSDL: true, assumeValid: true });
