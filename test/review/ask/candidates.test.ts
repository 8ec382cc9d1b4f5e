import { describe, expect, it } from 'vitest';
import { createCandidates } from '../../../src/review/ask/candidates.js';
import { dropCandidatesTool, noteCandidatesTool } from '../../../src/review/ask/tools/note-candidates.js';

const signal = new AbortController().signal;
const doubt = (line: number) => ({ path: 'src/job.ts', line, doubt: `line ${line} may fail` });

describe('candidates', () => {
  it('get handles in their order, over several calls', async () => {
    const candidates = createCandidates();
    const note = noteCandidatesTool(candidates);
    expect(await note.run({ candidates: [doubt(1), doubt(2)] }, signal)).toEqual({
      text: 'Noted as C1 to C2, in your order. Answer each.',
      isError: false,
    });
    expect((await note.run({ candidates: [doubt(3)] }, signal)).text).toBe('Noted as C3. Answer each.');
    expect((await note.run({ candidates: [] }, signal)).text).toBe('None noted.');
    expect(candidates.all().map(({ answer, line }) => [line, answer])).toEqual([
      [1, 'open'],
      [2, 'open'],
      [3, 'open'],
    ]);
  });

  it('are not cut within a character', () => {
    const candidates = createCandidates();
    candidates.note([{ path: 'src/job.ts', line: 1, doubt: `${'d'.repeat(299)}\u{1f680} and more` }]);
    candidates.drop('C1', 'taste', `${'r'.repeat(299)}\u{1f680}`);
    expect(candidates.all()).toMatchObject([{ doubt: 'd'.repeat(299), reason: 'r'.repeat(299) }]);
  });

  it('are reported or dropped with a reason; nothing else is an answer', async () => {
    const candidates = createCandidates();
    const drop = dropCandidatesTool(candidates);
    candidates.note([doubt(1), doubt(2), doubt(3)]);
    expect(candidates.reported('C1', 'src/other.ts')).toBe('C1 is about src/job.ts: answer it for itself');
    expect(candidates.all()[0]?.answer).toBe('open');
    expect(candidates.reported('C1', 'src/job.ts')).toBeNull();
    const refused = await drop.run(
      {
        dropped: [
          { candidate: 'c2', because: 'code excludes it', reason: 'src/job.ts:9\nreturns before' },
          { candidate: 'C3', because: 'harmless', reason: '  ' },
          { candidate: 'C9', because: 'taste', reason: 'only a name' },
          { candidate: 'C1', because: 'taste', reason: 'after all' },
        ],
      },
      signal,
    );
    expect(refused).toEqual({
      text: 'Not dropped: C3 needs a reason; there is no candidate C9; C1 was reported.',
      isError: true,
    });
    expect(candidates.all()).toMatchObject([
      { answer: 'reported', because: null },
      { answer: 'dropped', because: 'code excludes it', reason: 'src/job.ts:9 returns before' },
      { answer: 'open', because: null },
    ]);
  });

  it('are reminded of twice, by name, until they are answered', () => {
    const candidates = createCandidates();
    expect(candidates.reminder()).toBeNull();
    candidates.note([doubt(1), doubt(2)]);
    candidates.drop('C1', 'harmless', 'it is only logged');
    const reminder = candidates.reminder() ?? '';
    expect(reminder).toContain('C2 src/job.ts:2 line 2 may fail');
    expect(reminder).not.toContain('C1');
    expect(candidates.reminder()).not.toBeNull();
    expect(candidates.reminder()).toBeNull();
    candidates.reported('C2', 'src/job.ts');
    expect(candidates.all().some(({ answer }) => answer === 'open')).toBe(false);
  });

  it('are bounded in number and length', async () => {
    const candidates = createCandidates();
    const note = noteCandidatesTool(candidates);
    const many = Array.from({ length: 70 }, (_, line) => ({ ...doubt(line), doubt: 'x'.repeat(2000) }));
    expect((await note.run({ candidates: many }, signal)).text).toContain('10 were too many and are left out');
    expect(await note.run({ candidates: [doubt(1)] }, signal)).toMatchObject({ isError: true });
    expect(candidates.all()).toHaveLength(60);
    expect(Math.max(...candidates.all().map((one) => one.doubt.length))).toBe(300);
  });
});
