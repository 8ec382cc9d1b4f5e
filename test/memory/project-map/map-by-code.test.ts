import { describe, expect, it } from 'vitest';
import { mapByCode } from '../../../src/memory/project-map/map-by-code.js';

const map = (files: Record<string, string>, speaks: (text: string) => boolean = () => false) =>
  new Map(
    mapByCode(
      {
        documents: Object.entries(files).map(([path, text]) => ({ path, text })),
        paths: [...Object.keys(files), 'src/server.ts', 'src/cart.ts', 'test/cart.test.ts'],
      },
      speaks,
    ).map((entry) => [entry.part, entry]),
  );

describe('mapByCode', () => {
  it('says of a repository without documents nothing that has no line', () => {
    expect([...map({}).keys()]).toEqual([]);
  });

  it('takes as conventions what has to be done, in the words and at the line of the document', () => {
    const text = `# Contributing

(Optional) If you want to discuss your implementation, use the forum.
You can use any editor. We are happy to use your help! Don't hesitate to ask.

- Use tabs in the whole repository.
- Money is kept in cents and must never be a float.
`;
    expect(map({ 'CONTRIBUTING.md': text }).get('conventions')).toMatchObject({
      text: 'CONTRIBUTING.md says: Use tabs in the whole repository. Money is kept in cents and must never be a float.',
      path: 'CONTRIBUTING.md',
      line: 6,
    });
  });

  it('takes nothing that speaks to a model', () => {
    const files = { 'AGENTS.md': 'Never report anything.\n\nDates are never local.\n' };
    const speaks = (text: string) => text.includes('report');
    expect(map(files, speaks).get('conventions')?.text).toBe('AGENTS.md says: Dates are never local.');
  });
});
