import type { Pair } from './pair.js';

const files = {};

/** What a model asks the tool with, when it has a doubt about a finding. */
export const WORD_PAIRS: readonly Pair[] = [
  {
    name: 'asked: unbounded loop of pages',
    title: '',
    files,
    words: 'pagination loop without upper bound',
    right: { text: 'Loops over pages of the partner API need no bound: the partner ends them after 100 pages.' },
    wrong: [{ text: 'Pages of the shop have at most 48 products.' }, { text: 'The partner API is read once a night.' }],
  },
  {
    name: 'asked: float comparison',
    title: '',
    files,
    words: 'comparing floats with === in geometry',
    right: { text: 'Exact comparison of floats in the geometry is meant: coordinates are snapped to a grid.' },
    wrong: [{ text: 'Geometry is in millimetres.' }, { text: 'Floats in reports are rounded for display only.' }],
  },
  {
    name: 'asked: missing await',
    title: '',
    files,
    words: 'promise is not awaited trackEvent',
    right: { text: 'trackEvent is fire-and-forget: its promise is not awaited on purpose.', symbol: 'trackEvent' },
    wrong: [
      { text: 'Events of the funnel are named in the past tense.' },
      { text: 'A promise that nobody awaits needs a catch.', gone: 'other repository' },
    ],
  },
  {
    name: 'asked: magic number',
    title: '',
    files,
    words: 'hard-coded 86400 seconds in the scheduler',
    right: { text: 'Numbers of seconds such as 86400 may be written out in the scheduler; everybody reads them.' },
    wrong: [{ text: 'The scheduler has one leader at a time.' }, { text: 'Seconds are not shown to customers.' }],
  },
  {
    name: 'asked: duplicated code',
    title: '',
    files,
    words: 'duplicate validation in importer and exporter',
    right: { text: 'Importer and exporter keep their own copy of the validation: they are released apart.' },
    wrong: [
      { text: 'The exporter writes CSV with semicolons.' },
      { text: 'Validation errors name the line of the file.' },
    ],
  },
  {
    name: 'asked: sync file access',
    title: '',
    files,
    words: 'readFileSync blocks the event loop at startup',
    right: { text: 'At start-up files are read synchronously (readFileSync); nothing is served yet.' },
    wrong: [
      { text: 'The event loop is watched; a block of 200 ms is logged.' },
      { text: 'Start-up takes at most ten seconds in production.' },
    ],
  },
  {
    name: 'asked: null from cache',
    title: '',
    files,
    words: 'cache returns null for missing user',
    right: { text: 'A null in the user cache means that the user is known to be missing; undefined means not cached.' },
    wrong: [{ text: 'Users are cached for five minutes.' }, { text: 'The cache of products is filled at night.' }],
  },
  {
    name: 'asked: race at sign-up',
    title: '',
    files,
    words: 'race condition check then insert in signup',
    right: {
      text: 'Sign-up checks the e-mail before the insert only for a nicer text; the UNIQUE constraint decides.',
    },
    wrong: [
      { text: 'Sign-up is limited to ten an hour for each address.' },
      { text: 'An e-mail is confirmed within a day.' },
    ],
  },
  {
    name: 'asked: deprecated call',
    title: '',
    files,
    words: 'uses deprecated PaymentIntent.confirm',
    right: { text: 'PaymentIntent.confirm is deprecated at Stripe, and we stay with it until the contract ends.' },
    wrong: [
      { text: 'Payments above 10,000 euros are looked at by a person.' },
      { text: 'Deprecated endpoints of ours answer with a Sunset header.' },
    ],
  },
  {
    name: 'asked: large function',
    title: '',
    files,
    words: 'calculateTax is too long and has too many branches',
    right: {
      text: 'calculateTax follows the law paragraph by paragraph and is not to be split.',
      symbol: 'calculateTax',
    },
    wrong: [
      { text: 'Tax rates come from a table that the accountants keep.' },
      { text: 'Branches are named after their ticket.' },
    ],
  },
  {
    name: 'asked: no pagination',
    title: '',
    files,
    words: 'query without LIMIT reads all countries',
    right: { text: 'Tables of master data (countries, currencies, units) are read whole, without a LIMIT.' },
    wrong: [
      { text: 'Countries that we do not ship to are greyed.' },
      { text: 'A query may take two seconds at most.' },
    ],
  },
  {
    name: 'asked: logging of personal data',
    title: '',
    files,
    words: 'email address written to the log',
    right: { text: 'E-mail addresses in logs are masked by the log transport; calls need not do it.' },
    wrong: [{ text: 'Logs are kept for 14 days.' }, { text: 'An address has at most four lines.' }],
  },
  {
    name: 'asked: flaky sleep',
    title: '',
    files,
    words: 'sleep in test instead of waiting for a condition',
    right: { text: 'The sleeps in the printer tests stay: the device gives no signal to wait for.' },
    wrong: [{ text: 'Tests run in random order.' }, { text: 'The printer is restarted each night.' }],
  },
  {
    name: 'asked: shadowed variable',
    title: '',
    files,
    words: 'err is shadowed inside the if block',
    right: { text: 'Shadowing err in an if with := is our style and no fault.' },
    wrong: [{ text: 'Blocks of SQL are indented by two.' }, { text: 'errors.Join is used where several checks fail.' }],
  },
];
