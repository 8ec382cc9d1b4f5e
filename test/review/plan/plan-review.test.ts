import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planReview } from '../../../src/review/plan/plan-review.js';
import { sampleChange, sampleFile, settings } from '../sample-change.js';

describe('planReview', () => {
  it.each([
    [{}, {}, null],
    [{}, { enabled: false }, 'switched off'],
    [{ state: 'closed' as const }, {}, 'closed'],
    [{ draft: true }, {}, 'draft'],
    [{ draft: true }, { drafts: true }, null],
    [{ authorIsBot: true }, {}, 'bot'],
    [{ labels: ['x', 'no-review'] }, {}, 'label "no-review"'],
    [{ title: '[wip] jobs' }, {}, 'title'],
    [{ headRef: 'release' }, {}, 'branch'],
    [{ files: [sampleFile('a/package-lock.json')] }, {}, 'lockfile'],
    [{ files: [sampleFile('docs/a.md')] }, { paths: { include: [], ignore: ['docs/**'] } }, 'ignored'],
    [{ files: [] }, {}, null],
  ])('%o with %o is skipped for: %s', (change, over, reason) => {
    const { skip } = planReview(sampleChange(change), { ...settings, ...over });
    if (reason === null) expect(skip).toBeNull();
    else expect(skip).toContain(reason);
  });

  it('reads what is risky first and documents last', () => {
    const files = ['docs/a.md', 'src/a.ts', 'src/auth.ts', 'dist/b.js', 'x.png'].map((path) =>
      sampleFile(path, { binary: path === 'x.png' }),
    );
    const plan = planReview(sampleChange({ files }), settings);
    expect(plan.coverage.read).toEqual(['src/auth.ts', 'src/a.ts', 'docs/a.md']);
    expect(plan.coverage.skipped.map(({ reason }) => reason)).toEqual(['generated', 'binary']);
  });

  it('names files that GitHub counted and did not list', () => {
    const { coverage } = planReview(sampleChange({ changedFiles: 3001 }), settings);
    expect(coverage).toMatchObject({ total: 3001, unread: [{ path: '3000 more' }] });
  });

  it('puts every file into exactly one list', () => {
    const file = fc.record({
      path: fc.constantFrom('a.ts', 'go.sum', 'vendor/a.go', 'b.md'),
      binary: fc.boolean(),
      unread: fc.constantFrom(null, 'cut'),
    });
    fc.assert(
      fc.property(fc.array(file, { maxLength: 20 }), (all) => {
        const files = all.map((one, index) =>
          sampleFile(`${index}/${one.path}`, one.binary ? { binary: true } : { unread: one.unread }),
        );
        const { coverage } = planReview(sampleChange({ files }), settings);
        const listed = [
          ...coverage.read,
          ...coverage.skipped.map((one) => one.path),
          ...coverage.unread.map((one) => one.path),
        ];
        expect(listed.sort()).toEqual(files.map((one) => one.path).sort());
      }),
    );
  });

  it('is not held up by a hostile glob', () => {
    const ignore = ['**/'.repeat(60) + '*', 'x'.repeat(10_000)];
    expect(planReview(sampleChange(), { ...settings, paths: { include: [], ignore } }).coverage.total).toBe(1);
  });
});
