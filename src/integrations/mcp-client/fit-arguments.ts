import { z } from 'zod';
import type { McpKind, McpSession, OfferedTool } from './types.js';

/** A value, and the names that an argument for it may have, the likeliest first. */
export interface WantedArgument {
  names: readonly string[];
  value: string | number;
  /** The call makes sense without it. */
  optional?: boolean;
}

const Property = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.looseObject({ type: z.string().optional() })).optional(),
});
const Schema = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
});

/**
 * The first of `candidates` that a server offers, whatever it writes between the words and in front of them
 * (`linear_get_issue`, `getIssue`). Null: it offers none.
 */
export function offeredTool(
  session: Pick<McpSession, 'tools'>,
  candidates: readonly string[],
  kind: McpKind,
): OfferedTool | null {
  const byName = new Map(session.tools.toReversed().map((tool) => [plain(tool.name), tool]));
  for (const name of candidates) {
    const found = byName.get(plain(name)) ?? byName.get(plain(`${kind}_${name}`));
    if (found !== undefined) return found;
  }
  return null;
}

/**
 * The arguments for a tool, named and typed as its schema asks. Null: it wants something that we do not have, or has no
 * place for something that is not optional.
 */
export function fitArguments(
  { inputSchema }: OfferedTool,
  wanted: readonly WantedArgument[],
): Record<string, unknown> | null {
  const schema = Schema.safeParse(inputSchema);
  if (!schema.success) return null;
  const { properties, required } = schema.data;
  const args: Record<string, unknown> = {};
  for (const { names, value, optional = false } of wanted) {
    const places = names.flatMap((name) => Object.keys(properties).filter((key) => plain(key) === plain(name)));
    const fits = places
      .filter((place) => !Object.hasOwn(args, place))
      .map((place) => ({ place, value: typed(properties[place], value) }))
      .find((one) => one.value !== null);
    if (fits !== undefined) args[fits.place] = fits.value;
    else if (!optional) return null;
  }
  return required.every((name) => Object.hasOwn(args, name)) ? args : null;
}

/** Null: the property takes no such value. */
function typed(property: unknown, value: string | number): unknown {
  const parsed = Property.safeParse(property ?? {});
  if (!parsed.success) return null;
  const { type, enum: allowed, anyOf = [] } = parsed.data;
  if (allowed !== undefined) return allowed.includes(value) ? value : null;
  const types = [type ?? [], anyOf.flatMap((one) => one.type ?? [])].flat();
  if (types.length === 0 || types.includes('string')) return String(value);
  if (types.includes('array')) return [value];
  const asNumber = Number(value);
  if ((types.includes('integer') || types.includes('number')) && Number.isFinite(asNumber)) return asNumber;
  return null;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
