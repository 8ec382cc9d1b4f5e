import type { NamedCheck } from '../../github/publish/set-named-check.js';
import { inCode } from '../../github/settings/keep-valid.js';
import { countOf } from '../../words/count-of.js';
import type { WorkflowFile } from './list-workflow-files.js';
import { WORKFLOW_FOLDER } from './workflow-folder.js';

export const WORKFLOW_FILES_CHECK = 'Nectr workflows';

const MOST_PROBLEMS = 20;
const LONGEST_DETAIL = 300;

/** What the check run says of the workflow files of a commit. Pure. */
export function workflowFilesCheck(files: readonly WorkflowFile[]): NamedCheck {
  const wrong = files.filter(({ read }) => !read.ok);
  const of = countOf(files.length, 'workflow');
  if (wrong.length === 0) {
    const list = files.map(({ name }) => `* ${inCode(name)}`);
    const summary = files.length === 0 ? `No workflow is left in \`${WORKFLOW_FOLDER}\`.` : list.join('\n');
    return {
      name: WORKFLOW_FILES_CHECK,
      conclusion: 'success',
      title: files.length === 0 ? 'No workflows' : of,
      summary,
    };
  }
  return {
    name: WORKFLOW_FILES_CHECK,
    conclusion: 'failure',
    title: `${wrong.length} of ${of} cannot be used`,
    summary: wrong.map(problemsOf).join('\n\n'),
  };
}

function problemsOf({ name, read }: WorkflowFile): string {
  const errors = read.ok ? [] : read.errors;
  const more = errors.length - MOST_PROBLEMS;
  return [
    `**${inCode(name)}** is off until it is mended:`,
    '',
    ...errors.slice(0, MOST_PROBLEMS).map(({ field, detail }) => {
      const said = inCode(detail, LONGEST_DETAIL);
      return `* ${field === '' ? said : `${inCode(field)}: ${said}`}`;
    }),
    ...(more > 0 ? [`* and ${more} more`] : []),
  ].join('\n');
}
