/** Where a repository keeps its workflows, one a file. */
export const WORKFLOW_FOLDER = '.github/nectr/workflows';
const END = '.yml';

/** Whether a path of a repository is that of a workflow file. Pure. */
export function isWorkflowFile(path: string): boolean {
  const name = path.startsWith(`${WORKFLOW_FOLDER}/`) ? path.slice(WORKFLOW_FOLDER.length + 1) : '';
  return name.length > END.length && name.endsWith(END) && !name.includes('/');
}

/** What the row of a file is called, by the file's name; nothing else is called so. Pure. */
export function rowName(file: string): string {
  return `file:${file.slice(0, -END.length)}`;
}
