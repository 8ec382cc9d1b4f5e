import { checkAdf } from './check-adf.js';

const LONGEST_TEXT = 32_767;
const FIELDS = new Set(['project', 'issuetype', 'summary', 'description', 'labels']);

/** What Jira has against an issue that is to be made, by its fields. */
export function issueFaults(
  fields: Record<string, unknown>,
  { projects, hidden }: { projects: ReadonlyMap<string, { types: string[] }>; hidden: ReadonlySet<string> },
): Record<string, string> {
  const errors: Record<string, string> = {};
  const project = String((fields['project'] as { key?: string } | undefined)?.key);
  const type = String((fields['issuetype'] as { name?: string } | undefined)?.name);
  const summary = fields['summary'];
  const labels = (fields['labels'] ?? []) as string[];
  if (!projects.has(project)) errors['project'] = 'valid project is required';
  else if (projects.get(project)?.types.includes(type) !== true) errors['issuetype'] = 'Specify a valid issue type';
  if (typeof summary !== 'string' || summary.trim() === '')
    errors['summary'] = 'You must specify a summary of the issue.';
  else if (summary.length > 255) errors['summary'] = 'Summary must be less than 255 characters.';
  else if (summary.includes('\n')) errors['summary'] = 'The summary is invalid because it contains newline characters.';
  const spaced = labels.find((label) => /\s/.test(label));
  if (spaced !== undefined) errors['labels'] = `The label '${spaced}' contains spaces which is invalid.`;
  const wrong = textFault(fields['description']);
  if (wrong !== null) errors['description'] = wrong;
  for (const name of Object.keys(fields))
    if (!FIELDS.has(name) || hidden.has(name))
      errors[name] = `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`;
  return errors;
}

/** What it has against a text; null: nothing. */
export function textFault(text: unknown): string | null {
  if (JSON.stringify(text ?? '').length > LONGEST_TEXT)
    return 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.';
  const wrong = text === undefined || text === null ? null : checkAdf(text);
  return wrong === null
    ? null
    : `Operation value must be an Atlassian Document (see the Atlassian Document Format): ${wrong}`;
}
