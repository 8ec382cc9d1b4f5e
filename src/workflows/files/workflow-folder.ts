/** Where a repository keeps its workflows, one a file. */
export const WORKFLOW_FOLDER = '.github/nectr/workflows';

/** Whether a path is that of a workflow file of its repository; below `/` too. Pure. */
export function isWorkflowPath(path: string): boolean {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return path.endsWith('.yml') && (folder === WORKFLOW_FOLDER || folder.endsWith(`/${WORKFLOW_FOLDER}`));
}
