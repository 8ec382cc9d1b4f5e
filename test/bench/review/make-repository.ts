import { execFileSync } from 'node:child_process';

const LINES = 120;

/** In every file a line that stands nowhere else: whoever is shown the change of that file is shown this. */
export function markOf(file: number): string {
  return `export const changed${file}_0 = `;
}

/** A repository in which the branch `topic` changes `files` TypeScript files of 120 lines, ten lines each. */
export function makeRepository(folder: string, files: number): void {
  const text = (file: number, changed: boolean) =>
    Array.from({ length: LINES }, (_, line) =>
      changed && line < 10
        ? `export const changed${file}_${line} = sum(${line}, 1);`
        : `export const value${line} = sum(${line}, 2);`,
    ).join('\n');
  const commit = (branch: string, changed: boolean, from: string) =>
    `commit refs/heads/${branch}\ncommitter T <t@example.invalid> 1700000000 +0000\ndata 1\nx\n${from}` +
    Array.from({ length: files }, (_, index) => {
      const content = text(index, changed);
      return `M 100644 inline src/file${index}.ts\ndata ${Buffer.byteLength(content)}\n${content}\n`;
    }).join('');
  execFileSync('git', ['init', '--quiet', '--bare', '-b', 'main', folder]);
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], {
    input: `${commit('main', false, '')}\n${commit('topic', true, 'from refs/heads/main\n')}\n`,
  });
}
