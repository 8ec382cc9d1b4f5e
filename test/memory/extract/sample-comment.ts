import type { PersonComment } from '../../../src/memory/extract/types.js';

/** Something that Dora, who may write, said in the conversation. */
export function sampleComment(change: Partial<PersonComment> = {}): PersonComment {
  return {
    key: '7',
    author: { id: 501, login: 'dora' },
    text: 'We never log request bodies here: they hold card numbers. Everything under src/pay is audited.',
    link: 'https://github.com/acme/shop/pull/7#issuecomment-7',
    path: null,
    thread: null,
    at: new Date('2026-11-01T10:00:00Z'),
    finding: null,
    ...change,
  };
}
