import { resolve, sep } from 'node:path';
import type { Definition } from '../../workflows/definitions/definition-schema.js';
import type { DefinitionProblem, ReadDefinition } from '../../workflows/definitions/read-definition.js';
import { readWorkflowFile } from '../../workflows/files/read-workflow-file.js';
import { isWorkflowFile, WORKFLOW_FOLDER } from '../../workflows/files/workflow-folder.js';
import { UsageError } from '../command-line.js';
import { onOneLine } from '../graph/on-one-line.js';
import { printResult } from '../print-result.js';
import { readGivenFile } from '../read-given-file.js';
import { definitionLines } from './definition-lines.js';

/** Folders of a workflow's path, with its name. */
const DEPTH = WORKFLOW_FOLDER.split('/').length + 1;

/** `nectr workflows check`: reads definitions without a server. Exit code 1 where one is wrong. */
export async function check(files: readonly string[], { json }: { json: boolean }): Promise<void> {
  if (files.length === 0) throw new UsageError('check takes files, such as .github/nectr/workflows/*.yml');
  const checked: ({ file: string } & ReadDefinition)[] = [];
  for (const file of files) {
    const ofRepository = isWorkflowFile(resolve(file).split(sep).slice(-DEPTH).join('/'));
    checked.push({ file, ...(await readWorkflowFile(await readGivenFile(file), { ofRepository })) });
  }
  const text = checked.map((one) => (one.ok ? fine(one.file, one.definition) : wrong(one.file, one.errors)));
  printResult(json, checked, text.join(''));
  if (checked.some(({ ok }) => !ok)) process.exitCode = 1;
}

function fine(file: string, definition: Definition): string {
  return `${[`${file}: ${onOneLine(definition.name)} (${definition.status})`, ...definitionLines(definition)].join('\n')}\n`;
}

function wrong(file: string, errors: readonly DefinitionProblem[]): string {
  return errors
    .map(({ field, detail }) => `${file}: ${field === '' ? '' : `${onOneLine(field)}: `}${onOneLine(detail)}\n`)
    .join('');
}
