import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { sayAll } from '../../../words/say-issue.js';
import { cutText } from '../../../words/cut-text.js';

/**
 * A function the model may call. It reads; none reaches a shell, the network, the file system, the environment or a
 * write.
 */
export interface ReviewTool {
  definition: Anthropic.Tool;
  /** It takes what the model has found, instead of reading for it: limits of reading do not hold for it. */
  takes: boolean;
  /** The text that goes back to the model. Throws what its source throws; bad input is answered, not thrown. */
  run(input: unknown, signal: AbortSignal): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  text: string;
  isError: boolean;
}

/** Ties a tool's function to the schema of its input; the JSON schema for the API is made from it. */
export function defineTool<Input>(tool: {
  name: string;
  description: string;
  input: z.ZodType<Input>;
  takes?: boolean;
  run(input: Input, signal: AbortSignal): Promise<ToolAnswer>;
}): ReviewTool {
  const { $schema: _, ...schema } = z.toJSONSchema(tool.input, {
    override: ({ jsonSchema }) => withoutBounds(jsonSchema),
  });
  return {
    definition: {
      name: tool.name,
      description: tool.description,
      input_schema: { ...schema, type: 'object' },
      strict: true,
    },
    takes: tool.takes ?? false,
    run: async (input, signal) => {
      const parsed = tool.input.safeParse(input);
      if (!parsed.success) return refuse(`The input does not fit: ${cutText(sayAll(parsed.error.issues), 500)}`);
      return tool.run(parsed.data, signal);
    },
  };
}

/**
 * Strict schemas of the API have no bounds of numbers and ask for every field; both are seen to when the input arrives.
 */
function withoutBounds(schema: { minimum?: number; maximum?: number; default?: unknown }): void {
  delete schema.minimum;
  delete schema.maximum;
  delete schema.default;
}

export function answer(text: string): ToolAnswer {
  return { text, isError: false };
}

export function refuse(text: string): ToolAnswer {
  return { text, isError: true };
}
