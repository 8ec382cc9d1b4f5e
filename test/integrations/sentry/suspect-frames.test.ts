import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SentryFrame } from '../../../src/integrations/sentry/event-of.js';
import { suspectFrames } from '../../../src/integrations/sentry/suspect-frames.js';
import { startTimer } from '../../cpu-time.js';

const frame = (file: string | null, over: Partial<SentryFrame> = {}): SentryFrame => ({
  file,
  absolutePath: null,
  module: null,
  function: null,
  line: 1,
  inApp: true,
  ...over,
});
const event = (...exceptions: SentryFrame[][]) => ({
  exceptions: exceptions.map((frames, index) => ({ type: `E${index}`, value: null, frames })),
});
const pathsOf = (frames: SentryFrame[], paths: string[]) => suspectFrames(event(frames), paths).map(({ path }) => path);

const REPOSITORY = [
  'src/pay.ts',
  'src/cart/index.ts',
  'src/index.ts',
  'backend/shop/pay.py',
  'backend/shop/__init__.py',
  'java/src/main/java/com/acme/pay/Retry.java',
  'java/src/main/java/com/acme/cart/Retry.java',
  'web/app/(shop)/pay/page.tsx',
  'lib/größe ä.rb',
  'Makefile',
];

describe('the file of a frame', () => {
  it.each<[string, Partial<SentryFrame> & { file: string | null }, string | null]>([
    ['a path of the repository', { file: 'src/pay.ts' }, 'src/pay.ts'],
    ['./', { file: './src/pay.ts' }, 'src/pay.ts'],
    ['../', { file: '../../src/pay.ts' }, 'src/pay.ts'],
    ['app:///', { file: 'app:///src/pay.ts' }, 'src/pay.ts'],
    ['webpack:///', { file: 'webpack:///./src/pay.ts?9f2a' }, 'src/pay.ts'],
    ['webpack with a name', { file: 'webpack://shop/./src/pay.ts' }, 'src/pay.ts'],
    ['layers of Next.js', { file: 'webpack-internal:///(rsc)/./src/pay.ts' }, 'src/pay.ts'],
    ['a folder in brackets', { file: 'webpack:///app/(shop)/pay/page.tsx' }, 'web/app/(shop)/pay/page.tsx'],
    ['~/', { file: '~/src/pay.ts' }, 'src/pay.ts'],
    ['a container', { file: 'pay.ts', absolutePath: '/usr/src/app/src/pay.ts' }, 'src/pay.ts'],
    ['a URL', { file: 'https://shop.acme.dev/assets/src/pay.ts#x' }, 'src/pay.ts'],
    ['Windows', { file: 'C:\\build\\42\\src\\pay.ts' }, 'src/pay.ts'],
    ['an escaped URL', { file: 'file:///srv/lib/gr%C3%B6%C3%9Fe%20%C3%A4.rb' }, 'lib/größe ä.rb'],
    ['a percent sign that escapes nothing', { file: 'src/100%/pay.ts' }, null],
    [
      'a root below that of the repository',
      { file: 'shop/pay.py', absolutePath: '/code/shop/pay.py' },
      'backend/shop/pay.py',
    ],
    ['Java', { file: 'Retry.java', module: 'com.acme.pay.Retry$1' }, 'java/src/main/java/com/acme/pay/Retry.java'],
    ['Java, of two of a name', { file: 'Retry.java' }, null],
    ['a bare name of which there is one', { file: 'pay.ts' }, 'src/pay.ts'],
    ['a bare name of which there are two', { file: 'index.ts' }, null],
    ['the longer end of two', { file: '/app/src/cart/index.ts' }, 'src/cart/index.ts'],
    ['a build that differs above', { file: '/app/build/lib/shop/pay.py' }, 'backend/shop/pay.py'],
    ['another file of its name', { file: '/usr/lib/pay.ts' }, null],
    ['a file at the root', { file: '/app/Makefile' }, 'Makefile'],
    ['part of a name', { file: 'src/repay.ts' }, null],
    ['<anonymous>', { file: '<anonymous>' }, null],
    ['nothing', { file: null }, null],
    ['an empty one', { file: '' }, null],
    ['slashes alone', { file: '///' }, null],
  ])('%s', (_, { file, ...over }, path) => {
    expect(pathsOf([frame(file, over)], REPOSITORY)).toEqual(path === null ? [] : [path]);
  });

  it.each([
    ['x.ts', 'a/x.ts'],
    ['b/x.ts', 'a/b/x.ts'],
  ])('is %s where it is named whole, and not %s', (own, other) => {
    expect(pathsOf([frame(own)], [other, own])).toEqual([own]);
  });

  it('is that of the repository wherever it is built', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
    const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => `${parts.join('/')}.ts`);
    const prefix = fc.constantFrom('', './', 'app:///', 'webpack:///./', '/usr/src/app/', 'D:\\a\\1\\', '~/', '../../');
    fc.assert(
      fc.property(path, prefix, fc.array(path, { maxLength: 20 }), (own, before, others) => {
        const found = pathsOf([frame(before + own)], [...new Set([...others, own])]);
        expect(found).toContain(own);
      }),
    );
  });

  it('is none of a repository without files', () => {
    expect(pathsOf([frame('src/pay.ts')], [])).toEqual([]);
  });
});

describe('suspect frames', () => {
  it('begin where it happened, and are those of the application', () => {
    const frames = [
      frame('src/index.ts', { line: 3, absolutePath: '/app/src/index.ts' }),
      frame('node_modules/express/index.ts', { inApp: false }),
      frame('src/cart/index.ts', { line: 8, absolutePath: '/app/src/cart/index.ts' }),
      frame('src/pay.ts', { line: 12, function: 'retry' }),
      frame('node:internal/timers', { inApp: false }),
    ];
    expect(suspectFrames(event(frames), REPOSITORY)).toEqual([
      { path: 'src/pay.ts', line: 12, function: 'retry', exception: 'E0' },
      { path: 'src/cart/index.ts', line: 8, function: null, exception: 'E0' },
      { path: 'src/index.ts', line: 3, function: null, exception: 'E0' },
    ]);
  });

  it('of a chain take turns: where each happened comes before who called', () => {
    const cause = [
      frame('src/index.ts', { line: 1, absolutePath: '/app/src/index.ts' }),
      frame('backend/shop/pay.py', { line: 2 }),
    ];
    const reported = [
      frame('src/index.ts', { line: 3, absolutePath: '/app/src/index.ts' }),
      frame('src/pay.ts', { line: 4 }),
    ];
    expect(suspectFrames(event(cause, reported), REPOSITORY).map(({ line }) => line)).toEqual([4, 2, 3, 1]);
  });

  it('name a line once, however deep it calls itself', () => {
    const frames = Array.from({ length: 50 }, () => frame('src/pay.ts', { line: 9 }));
    expect(suspectFrames(event(frames), REPOSITORY)).toHaveLength(1);
  });

  it('are all but foreign ones where the SDK marks none', () => {
    const frames = [
      frame('site-packages/shop/pay.py', { inApp: null, absolutePath: '/venv/lib/python3/site-packages/shop/pay.py' }),
      frame('shop/pay.py', { inApp: null, absolutePath: '/code/shop/pay.py', line: 5 }),
    ];
    expect(suspectFrames(event(frames), REPOSITORY)).toMatchObject([{ path: 'backend/shop/pay.py', line: 5 }]);
    // One that is marked tells that the others were looked at.
    expect(suspectFrames(event([...frames, frame('src/pay.ts')]), REPOSITORY)).toMatchObject([{ path: 'src/pay.ts' }]);
  });

  it('are found in a large repository at once', () => {
    const paths = Array.from({ length: 100_000 }, (_, index) => `packages/p${index % 500}/src/f${index}/index.ts`);
    const frames = Array.from({ length: 100 }, (_, index) => frame(`/app/packages/p${index}/src/f${index}/index.ts`));
    const timer = startTimer();
    expect(suspectFrames(event(frames), paths)).toHaveLength(100);
    expect(timer()).toBeLessThan(3000);
  });
});
