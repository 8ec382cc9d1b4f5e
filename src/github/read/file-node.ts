import { z } from 'zod';

/** What git calls a symbolic link: REST gives what it leads to. */
const LINK = 0o120000;

/** One `TreeEntry` of GitHub's GraphQL schema with the fields of `FILE_NODE_FIELDS`. */
export const FileNode = z.object({
  mode: z.number(),
  object: z
    .object({ text: z.string().nullish(), isBinary: z.boolean().nullish(), isTruncated: z.boolean().nullish() })
    .nullish(),
});

export const FILE_NODE_FIELDS = 'mode object { ... on Blob { isBinary isTruncated text } }';

/**
 * The bytes of a file that a query has told whole; null: there is none at its path. Undefined: it has to be read by
 * itself, because it is a link, binary, too long, or does not say.
 */
export function bytesOfNode(node: z.output<typeof FileNode> | null | undefined): Buffer | null | undefined {
  if (node == null) return null;
  const { mode, object } = node;
  if (mode === LINK || object?.isBinary !== false || object.isTruncated !== false) return undefined;
  // Bytes that are no UTF-8 came as this character.
  return object.text == null || object.text.includes('\uFFFD') ? undefined : Buffer.from(object.text);
}
