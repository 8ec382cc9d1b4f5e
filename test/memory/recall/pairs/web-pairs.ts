import type { Pair } from './pair.js';

/** TypeScript and JavaScript, in the browser and on the server. */
export const WEB_PAIRS: readonly Pair[] = [
  {
    name: 'money in cents',
    title: 'Show the discount in the cart',
    files: { 'src/cart/discount.ts': ['export function discount(total: number) {', '  return total * 0.9;', '}'] },
    right: { text: 'Amounts of money, totals and discounts are integers in cents; never multiply them by a float.' },
    wrong: [
      { text: 'Discount codes are case-insensitive and stored in upper case.', in: 'src/coupons/**' },
      { text: 'Totals in the admin report are shown in euros with two digits.', in: 'src/admin/**' },
    ],
  },
  {
    name: 'no default exports',
    title: 'Add a date picker component',
    files: { 'src/ui/date-picker.tsx': ['export default function DatePicker(props: Props) {', '  return <input />;'] },
    right: { text: 'Components in src/ui have named exports only, no default export.', in: 'src/ui/**' },
    wrong: [
      { text: 'Pages have a default export, because the router asks for it.', in: 'src/pages/**' },
      { text: 'Date pickers open on the Monday of the week that the locale says.', gone: 'other repository' },
    ],
  },
  {
    name: 'fetch with a deadline',
    title: 'Read the exchange rates from the bank',
    files: {
      'src/rates/read-rates.ts': [
        'const answer = await fetch(`${BANK_URL}/rates`);',
        'return (await answer.json()).rates;',
      ],
    },
    right: { text: 'Every fetch to a service outside gets an AbortSignal with a timeout of at most five seconds.' },
    wrong: [
      { text: 'The bank rounds exchange rates to four digits; we keep six.' },
      { text: 'fetch in the service worker must not have a timeout: the browser ends it.', in: 'src/worker/**' },
    ],
  },
  {
    name: 'empty catch at shutdown',
    title: 'Close the pool when the server stops',
    files: { 'src/server/stop.ts': ['try {', '  await pool.end();', '} catch {}'] },
    right: {
      text: 'While we shut down, errors are swallowed on purpose: there is nobody left to tell.',
      in: 'src/server/stop.ts',
      rule: 'js/swallowed-error',
    },
    wrong: [
      { text: 'In tests errors may be swallowed while a server closes.', in: 'test/**', rule: 'js/swallowed-error' },
      { text: 'The pool has ten connections; a stop waits for them at most a minute.', gone: 'run out' },
    ],
  },
  {
    name: 'translated texts',
    title: 'Tell the customer why the card was refused',
    files: { 'src/checkout/refusal.tsx': ['<p>Your card was refused. Please try another one.</p>'] },
    right: {
      text: 'Text that customers see comes from the translation files by t(); no English literal in a component.',
    },
    wrong: [
      { text: 'A refused card is tried again once after two seconds, then the customer is told.' },
      { text: 'Error texts of the admin pages are English only and may be literals.', in: 'src/admin/**' },
    ],
  },
  {
    name: 'react effect without cleanup',
    title: 'Poll the order status while the page is open',
    files: { 'src/orders/status.tsx': ['useEffect(() => {', '  const timer = setInterval(load, 2000);', '}, []);'] },
    right: { text: 'Polling goes through usePolling, which stops on unmount; do not call setInterval in a component.' },
    wrong: [
      { text: 'The order status page is cached for a minute by the CDN.' },
      { text: 'Timers on the server are unref()ed so that a process can end.', in: 'src/server/**' },
    ],
  },
  {
    name: 'dates in UTC',
    title: 'List the invoices of a month',
    files: {
      'src/invoices/list.ts': ['const from = new Date(year, month, 1);', 'const to = new Date(year, month + 1, 1);'],
    },
    right: { text: 'Dates are UTC everywhere: use Date.UTC, never the local constructor of Date with year and month.' },
    wrong: [
      { text: 'Invoices are numbered by year without gaps; the number is given when it is sent.' },
      { text: 'The calendar widget works in the local time of the browser.', in: 'src/ui/calendar/**' },
    ],
  },
  {
    name: 'logger instead of console',
    title: 'Say when a webhook is late',
    files: { 'src/hooks/late.ts': ["console.warn('webhook is late', hook.id);"] },
    right: { text: 'Server code logs by the pino logger with fields, not by console.log or console.warn.' },
    wrong: [
      { text: 'A webhook that is late for an hour is sent again by the sweep.' },
      { text: 'Scripts print by console.log; they have no logger.', in: 'scripts/**' },
    ],
  },
  {
    name: 'prisma select',
    title: 'Show the profile on the account page',
    files: {
      'src/account/profile.ts': ['const user = await prisma.user.findUnique({ where: { id } });', 'return user;'],
    },
    right: {
      text: 'Queries of prisma.user always have a select: the row holds the password hash and must not leave the server.',
    },
    wrong: [
      { text: 'The account page may be up to a minute old.' },
      { text: 'findUnique of a product may read the whole row.', in: 'src/products/**' },
    ],
  },
  {
    name: 'retry budget',
    title: 'Try again when the shipping service fails',
    files: {
      'src/shipping/send.ts': [
        'for (let attempt = 0; attempt < 10; attempt++) {',
        '  if (await sendParcel(parcel)) return;',
        '}',
      ],
    },
    right: { text: 'Retries are left to the queue; code that calls the carrier tries once.', symbol: 'sendParcel' },
    wrong: [
      { text: 'Retries of the mail service wait for a second each time.', symbol: 'sendMail' },
      { text: 'A parcel heavier than 30 kg goes by the other carrier.' },
    ],
  },
  {
    name: 'barrel files',
    title: 'Make the helpers of the cart easier to import',
    files: { 'src/cart/index.ts': ["export * from './discount.js';", "export * from './total.js';"] },
    right: { text: 'No barrel files: do not add an index.ts that only re-exports, import from the file itself.' },
    wrong: [
      { text: 'Helpers of the cart are pure and have no clock.' },
      { text: 'The published package re-exports everything from index.ts.', in: 'packages/sdk/**' },
    ],
  },
  {
    name: 'zod at the border',
    title: 'Take the address from the request',
    files: { 'src/api/address.ts': ['const address = (await request.json()) as Address;', 'await save(address);'] },
    right: { text: 'A body of a request is parsed by a zod schema in the handler; a cast by `as` is no check.' },
    wrong: [
      { text: 'Addresses keep the line breaks that the customer typed.' },
      { text: 'Schemas of the public API are generated; do not edit them.', in: 'src/api/generated/**' },
    ],
  },
  {
    name: 'feature flag removal',
    title: 'Turn on the new search for everybody',
    files: {
      'src/search/search.ts': ["if (flags.isOn('new-search', { everybody: true })) {", '  return newSearch(query);'],
    },
    right: { text: 'A flag that is on for everybody is removed with its old branch in the same pull request.' },
    wrong: [
      { text: 'Search results are sorted by how often they were bought.' },
      { text: 'Flags of the mobile app live for three releases.', gone: 'other repository' },
    ],
  },
  {
    name: 'array index keys are fine in static lists',
    title: 'List the steps of the checkout',
    files: { 'src/checkout/steps.tsx': ['{steps.map((step, index) => (', '  <Step key={index} step={step} />', '))}'] },
    right: {
      text: 'An array index as React key is fine where the list never changes its order, as the steps of the checkout.',
    },
    wrong: [
      { text: 'The steps of the checkout are counted from one for the customer.' },
      { text: 'Rows of the data grid need the id as their key.', in: 'src/grid/**' },
    ],
  },
  {
    name: 'any in tests',
    title: 'Test the parser with odd input',
    files: { 'test/parser/odd.test.ts': ['const odd = { kind: 7 } as any;', 'expect(() => parse(odd)).toThrow();'] },
    right: { text: 'Tests may cast to any where they give input that the types forbid.', in: 'test/**' },
    wrong: [
      { text: 'any is forbidden in source files; unknown and a schema do the same.', in: 'src/**' },
      { text: 'The parser throws a ParseError and nothing else.', in: 'src/parser/**' },
    ],
  },
  {
    name: 'websocket backpressure',
    title: 'Send stock changes to all open pages',
    files: { 'src/live/broadcast.ts': ['for (const socket of sockets) socket.send(JSON.stringify(change));'] },
    right: { text: 'Before a send look at bufferedAmount of the socket: a slow page must be dropped, not queued for.' },
    wrong: [
      { text: 'Stock is counted once a night against the warehouse.' },
      { text: 'Pages of the shop may be open for days.' },
    ],
  },
];
