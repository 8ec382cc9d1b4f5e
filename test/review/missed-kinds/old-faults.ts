import type { MissedFault } from './missed-fault.js';

const kind = 'an old fault that is carried along';

export const oldFaults: readonly MissedFault[] = [
  {
    name: 'TypeScript: the average of nothing, ported from JavaScript',
    kind,
    path: 'src/ratings.ts',
    before: `import type { Rating } from './rating.js';

export function best(ratings: readonly Rating[]): Rating | undefined {
  return ratings.toSorted((a, b) => b.stars - a.stars)[0];
}
`,
    beside: {
      'legacy/ratings.js': `exports.average = function (ratings) {
  var sum = 0;
  ratings.forEach(function (rating) { sum += rating.stars; });
  return sum / ratings.length;
};
`,
    },
    planted: [
      [
        'export function best(',
        `/** Shown beside each product, also a new one. */
export function average(ratings: readonly Rating[]): number {
  const sum = ratings.reduce((total, { stars }) => total + stars, 0);
  return sum / ratings.length;
}

export function best(`,
      ],
    ],
    fault: {
      quote: 'return sum / ratings.length;',
      category: 'bug',
      severity: 'minor',
      title: 'A product without ratings shows NaN',
      doubt: 'no ratings divide by zero; it stood before in legacy/ratings.js and is ported along',
    },
    nearMiss: [
      ['  const sum = ratings.reduce(', '  if (ratings.length === 0) return 0;\n  const sum = ratings.reduce('],
    ],
    excludedBy: 'if (ratings.length === 0) return 0;',
  },
  {
    name: 'Python: a page before the first, moved to a module of its own',
    kind,
    path: 'app/paging.py',
    before: `PAGE_SIZE = 50


def page_count(total):
    return -(-total // PAGE_SIZE)
`,
    beside: {
      'app/views.py': `from app.paging import page_of


def index(request):
    page = int(request.args.get("page", "1"))
    return render(page_of(Article.newest(), page))
`,
    },
    planted: [
      [
        'def page_count(total):',
        `def page_of(items, page):
    start = (page - 1) * PAGE_SIZE
    return items[start:start + PAGE_SIZE]


def page_count(total):`,
      ],
    ],
    fault: {
      quote: 'return items[start:start + PAGE_SIZE]',
      category: 'bug',
      severity: 'minor',
      title: 'Page 0 is counted from the end',
      doubt: '?page=0 starts at -50; it stood before in the view and is moved here unchanged',
    },
    nearMiss: [['    start = (page - 1) * PAGE_SIZE', '    start = max(page - 1, 0) * PAGE_SIZE']],
    excludedBy: 'start = max(page - 1, 0) * PAGE_SIZE',
  },
  {
    name: 'C: a ring that does not wrap, rewritten with sizes of its own',
    kind,
    path: 'src/ring.c',
    before: `#include "ring.h"

int ring_put(struct ring *r, unsigned char byte) {
  r->data[r->head] = byte;
  r->head = r->head + 1;
  return 0;
}
`,
    planted: [
      [
        '  r->data[r->head] = byte;\n  r->head = r->head + 1;\n  return 0;',
        '  if (r->used == r->size) return RING_FULL;\n  r->used++;\n  r->data[r->head++] = byte;\n  return RING_OK;',
      ],
    ],
    fault: {
      quote: 'r->data[r->head++] = byte;',
      category: 'bug',
      severity: 'minor',
      title: 'After size bytes the ring writes behind its end',
      doubt: 'head is never set back, so that a ring that is also read from overruns; it stood before',
    },
    nearMiss: [
      ['  r->data[r->head++] = byte;', '  if (r->head == r->size) r->head = 0;\n  r->data[r->head++] = byte;'],
    ],
    excludedBy: 'if (r->head == r->size) r->head = 0;',
  },
  {
    name: 'Rust: a share of nothing, moved out of a handler',
    kind,
    path: 'src/usage.rs',
    before: `pub struct Usage {
    pub used: u64,
    pub quota: u64,
}
`,
    planted: [
      [
        '    pub quota: u64,\n}\n',
        `    pub quota: u64,
}

impl Usage {
    /// Moved here from \`routes::status\`.
    pub fn percent(&self) -> u64 {
        let used = self.used.min(self.quota);
        used * 100 / self.quota
    }
}
`,
      ],
    ],
    fault: {
      quote: 'used * 100 / self.quota',
      category: 'bug',
      severity: 'minor',
      title: 'A quota of zero panics',
      doubt: 'a suspended account has quota 0 and divides by it; it stood before in routes::status',
    },
    nearMiss: [
      [
        '        let used = self.used.min(self.quota);',
        '        if self.quota == 0 {\n            return 100;\n        }\n        let used = self.used.min(self.quota);',
      ],
    ],
    excludedBy: 'if self.quota == 0 {',
  },
];
