import type { HeldOutPair } from './held-out-pair.js';

/** A rule about the same call, type or topic in another matter, place, symbol or rule: it must not apply. */
export const OTHER_MATTER_PAIRS: readonly HeldOutPair[] = [
  {
    name: 'other: malloc checked, not freed',
    title: 'Copy the name of the sensor',
    files: { 'firmware/sensor/name.c': ['char *copy = malloc(strlen(name));', 'strcpy(copy, name);'] },
    finding: {
      title: 'No room for the final zero',
      body: 'strcpy writes one byte more than was asked for.',
      quote: 'char *copy = malloc(strlen(name));',
    },
    right: null,
    wrong: [
      { text: 'The heap is never freed at run time, leaks are no finding.' },
      { text: 'malloc need not be checked in host tools.', in: 'tools/**' },
    ],
  },
  {
    name: 'other: any in another folder',
    title: 'Decode the payload of the badge',
    files: { 'badge/src/decode.ts': ['export function decode(payload: any) { return payload.body; }'] },
    finding: {
      title: 'payload is any',
      body: 'A typo in a field is not seen by the compiler.',
      quote: 'export function decode(payload: any) { return payload.body; }',
    },
    right: null,
    wrong: [
      { text: 'any is accepted in the storybook stories.', in: '**/*.stories.tsx' },
      { text: 'Payloads of badges are at most 240 bytes.' },
    ],
  },
  {
    name: 'other: symbol of a sibling',
    title: 'Speed up the fare table',
    files: { 'fare/table.py': ['def fare_for(zone_a, zone_b):', '    return TABLE[zone_a][zone_b]'] },
    finding: {
      title: 'An unknown zone raises KeyError',
      body: 'fare_for is called with zones of other networks.',
      quote: '    return TABLE[zone_a][zone_b]',
    },
    right: null,
    wrong: [
      { text: 'KeyError for unknown zones is wanted here.', symbol: 'fare_between' },
      { text: 'The fare table is loaded once at start.' },
    ],
  },
  {
    name: 'other: rule of the same family',
    title: 'Run the export from the menu',
    files: { 'desk/export.js': ["const { exec } = require('child_process');", 'exec(`zip ${name}`);'] },
    finding: {
      title: 'The name reaches a shell',
      body: 'A name with a semicolon runs a second command.',
      quote: 'exec(`zip ${name}`);',
    },
    right: null,
    wrong: [
      { text: 'eval is fine in the desk, it runs offline.', rule: 'js/eval' },
      { text: 'Exports are zipped without compression.' },
    ],
  },
  {
    name: 'other: retries of another service',
    title: 'Call the weather service again',
    files: { 'forecast/client.go': ['for { if err := call(); err == nil { break } }'] },
    finding: {
      title: 'Retries without a pause or end',
      body: 'An outage of the weather service makes a busy loop.',
      quote: 'for { if err := call(); err == nil { break } }',
    },
    right: null,
    wrong: [
      { text: 'Endless retries are right for the outbox: mails must not be lost.', in: 'outbox/**' },
      { text: 'The weather service is paid by the call.' },
    ],
  },
  {
    name: 'other: null of another field',
    title: 'Show the birthday of a patient',
    files: { 'Ward/PatientView.cs': ['label.Text = patient.Birthday.Value.ToShortDateString();'] },
    finding: {
      title: 'Birthday may be null',
      body: 'Unknown patients have none, and Value throws.',
      quote: 'label.Text = patient.Birthday.Value.ToShortDateString();',
    },
    right: null,
    wrong: [
      { text: 'Ward.Name is never null after login.', symbol: 'Ward.Name' },
      { text: 'Birthdays are shown with the age in brackets.' },
    ],
  },
  {
    name: 'other: index of another table',
    title: 'Find visits by doctor',
    files: { 'db/migrate/20260301_visits.rb': ['add_column :visits, :doctor_id, :bigint'] },
    finding: {
      title: 'doctor_id has no index',
      body: 'Each list of visits of a doctor reads the whole table.',
      quote: 'add_column :visits, :doctor_id, :bigint',
    },
    right: null,
    wrong: [
      { text: 'The audit table has no index, writes matter more there.', in: 'db/audit/**' },
      { text: 'Doctors see visits of the last year.' },
      { text: 'Migrations are named by their date.' },
    ],
  },
  {
    name: 'other: test code only',
    title: 'Wait for the printer',
    files: { 'print/src/wait.kt': ['Thread.sleep(5000)'] },
    finding: {
      title: 'A sleep blocks the thread of the request',
      body: 'Five seconds without a worker for others.',
      quote: 'Thread.sleep(5000)',
    },
    right: null,
    wrong: [
      { text: 'Thread.sleep is okay in integration tests', in: '**/src/test/**' },
      { text: 'Printers answer within three seconds.' },
    ],
  },
  {
    name: 'other: same word, other meaning',
    title: 'Key of the translation for the trial',
    files: { 'web/src/trial.ts': ["t('trial.key.expired', { key: user.apiKey })"] },
    finding: {
      title: 'The text shows the API key',
      body: 'Whoever looks at the screen can read it.',
      quote: "t('trial.key.expired', { key: user.apiKey })",
    },
    right: null,
    wrong: [{ text: 'Translation keys are lower case with dots.' }, { text: 'List items may use the index as key.' }],
  },
  {
    name: 'other: opposite direction',
    title: 'Turn the cache of routes off',
    files: { 'router/cache.scala': ['val cache = NoCache'] },
    finding: {
      title: 'Each request computes its route anew',
      body: 'Without the cache a request takes 300 ms.',
      quote: 'val cache = NoCache',
    },
    right: null,
    wrong: [
      { text: 'The cache of stops is cleared on every deploy.' },
      { text: 'Routes over ferries are computed by the partner.' },
    ],
  },
  {
    name: 'other: logging level',
    title: 'Log declined payments',
    files: { 'till/pay.rb': ['logger.info("declined #{card.number}")'] },
    finding: {
      title: 'The full card number is logged',
      body: 'Numbers of cards must not be stored in clear.',
      quote: 'logger.info("declined #{card.number}")',
    },
    right: null,
    wrong: [
      { text: 'Declined payments are logged at info, not at error.' },
      { text: 'The till prints declined in red.' },
    ],
  },
  {
    name: 'other: naming only',
    title: 'Hash of the vote',
    files: { 'vote/src/hash.clj': ['(defn hash-vote [v] (md5 (pr-str v)))'] },
    finding: {
      title: 'md5 can be collided',
      body: 'Two votes with the same hash can be made on purpose.',
      quote: '(defn hash-vote [v] (md5 (pr-str v)))',
    },
    right: null,
    wrong: [
      { text: 'Function names are kebab-case with the noun last.' },
      { text: 'Votes are counted by two programs and compared.' },
      { text: 'md5 is kept for ETags of static files.', in: 'web/static/**' },
    ],
  },
  {
    name: 'other: run out',
    title: 'Copy the tariff into the invoice',
    files: { 'billing/tariff.ex': ['invoice = Map.merge(invoice, tariff)'] },
    finding: {
      title: 'Keys of the tariff overwrite those of the invoice',
      body: 'Both have an id, and the one of the invoice is lost.',
      quote: 'invoice = Map.merge(invoice, tariff)',
    },
    right: null,
    wrong: [
      { text: 'Map.merge of invoice and tariff is a known hack until the migration.', gone: 'run out' },
      { text: 'Invoices are frozen after they are sent.' },
    ],
  },
  {
    name: 'other: another repository',
    title: 'Deserialise the plan of the crane',
    files: { 'crane/Plan.java': ['Object plan = in.readObject();'] },
    finding: {
      title: 'Any class is read from the stream',
      body: 'A filter must name the classes that are allowed.',
      quote: 'Object plan = in.readObject();',
    },
    right: null,
    wrong: [
      { text: 'readObject of plans is fine, the stream is signed.', gone: 'other repository' },
      { text: 'Plans of a crane are approved by the yard.' },
    ],
  },
  {
    name: 'other: style of the same line',
    title: 'Weights of the ensemble',
    files: { 'ml/ensemble.py': ['w = [0.2, 0.3, 0.6]'] },
    finding: {
      title: 'Weights do not sum to one',
      body: 'The forecast is ten per cent too high.',
      quote: 'w = [0.2, 0.3, 0.6]',
    },
    right: null,
    wrong: [
      { text: 'Short variable names are fine in the ml folder.', in: 'ml/**' },
      { text: 'Forecasts are published with an interval.' },
    ],
  },
  {
    name: 'other: only generated',
    title: 'Parser for tide tables',
    files: { 'tide/parser.ts': ['switch (token.kind) {', "  case 'high': return high;"] },
    finding: {
      title: 'switch without a default',
      body: 'A new kind of token returns undefined.',
      quote: 'switch (token.kind) {',
    },
    right: null,
    wrong: [
      { text: 'Generated parsers have no default in a switch, leave them.', in: 'tide/generated/**' },
      { text: 'Tide tables are in the time of the harbour.' },
      { text: 'Tokens are never longer than 12 characters.' },
    ],
  },
];
