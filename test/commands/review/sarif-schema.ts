import { z } from 'zod';

/**
 * The part of SARIF 2.1.0 that we write, as strict as the standard: required properties, no others, index bounds
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html).
 */
const text = z.strictObject({ text: z.string().min(1) });
/** RFC 3986, relative: no scheme, no raw space or character outside of ASCII, no backslash. */
const uri = z.string().regex(/^(?![a-zA-Z][\w+.-]*:)(?!\/)(?:[A-Za-z0-9\-._~!$&'()*+,;=@/]|%[0-9A-Fa-f]{2})+$/);
const artifactLocation = z.strictObject({ uri, uriBaseId: z.string() });
const region = z
  .strictObject({ startLine: z.int().min(1), endLine: z.int().min(1), snippet: text.optional() })
  .refine(({ startLine, endLine }) => startLine <= endLine);
const location = z.strictObject({
  physicalLocation: z.strictObject({ artifactLocation, region: region.optional() }),
});
const level = z.enum(['none', 'note', 'warning', 'error']);
const properties = z.record(z.string(), z.unknown());
const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: text,
  help: text,
  helpUri: z.url().optional(),
  defaultConfiguration: z.strictObject({ level }),
  properties,
});
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level,
  message: text,
  locations: z.array(location).min(1),
  partialFingerprints: z.record(z.string().regex(/^[\w-]+\/v\d+$/), z.string().min(1)),
  properties,
  fixes: z
    .array(
      z.strictObject({
        description: text,
        artifactChanges: z
          .array(
            z.strictObject({
              artifactLocation,
              replacements: z
                .array(z.strictObject({ deletedRegion: region, insertedContent: z.strictObject({ text: z.string() }) }))
                .min(1),
            }),
          )
          .min(1),
      }),
    )
    .optional(),
});
const run = z
  .strictObject({
    tool: z.strictObject({
      driver: z.strictObject({ name: z.string(), version: z.string(), rules: z.array(rule) }),
    }),
    automationDetails: z.strictObject({ id: z.string().regex(/^nectr\/[0-9a-f]+$/) }),
    columnKind: z.literal('utf16CodeUnits'),
    invocations: z.array(
      z.strictObject({
        executionSuccessful: z.boolean(),
        toolExecutionNotifications: z.array(
          z.strictObject({ level, message: text, locations: z.array(location).optional() }),
        ),
      }),
    ),
    results: z.array(result),
    properties,
  })
  .refine(
    ({ tool, results }) => results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
    {
      error: 'ruleIndex points to another rule',
    },
  )
  .refine(({ tool }) => new Set(tool.driver.rules.map(({ id }) => id)).size === tool.driver.rules.length, {
    error: 'a rule stands there twice',
  });

export const SarifLog = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(run).min(1),
});
