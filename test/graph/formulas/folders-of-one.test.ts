import { describe, expect, it } from 'vitest';
import { foldersOfOne } from '../../../src/graph/formulas/folders-of-one.js';

const files = (folder: string, ...authors: string[][]) =>
  authors.map((all, nth): [string, string[]] => [`${folder}${folder === '' ? '' : '/'}${nth}.ts`, all]);

describe('foldersOfOne', () => {
  it.each([
    ['no files', [], { folders: [], of: 0 }],
    ['too few files to say', files('src', ['ada'], ['ada']), { folders: [], of: 0 }],
    ['files without an author', files('src', ['ada'], ['ada'], []), { folders: [], of: 0 }],
    [
      'one author',
      files('src', ['ada'], ['ada'], ['ada']),
      { folders: [{ path: 'src', login: 'ada', files: 3, of: 3 }], of: 1 },
    ],
    [
      'one who leaves most without an author',
      files('src', ['ada'], ['ada'], ['bo'], []),
      { folders: [{ path: 'src', login: 'ada', files: 2, of: 3 }], of: 1 },
    ],
    ['two who share', files('src', ['ada', 'bo'], ['ada', 'bo'], ['bo']), { folders: [], of: 1 }],
    [
      'a folder counts what lies in it, not what lies below',
      [...files('', ['ada'], ['ada'], ['ada']), ...files('src/a', ['ada', 'bo'], ['ada', 'bo'], ['ada', 'bo'])],
      { folders: [{ path: '', login: 'ada', files: 3, of: 3 }], of: 2 },
    ],
  ])('%s', (_name, authors, expected) => {
    expect(foldersOfOne(new Map(authors))).toEqual(expected);
  });
});
