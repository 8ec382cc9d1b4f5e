import type { Pair } from './pair.js';

/** Written after the ranking was settled, to see whether it holds for what it was not made by. */
export const LATER_PAIRS: readonly Pair[] = [
  {
    name: 'later: event names',
    title: 'Track clicks on the recommendation box',
    body: 'Marketing wants to know whether anybody uses it.',
    files: { 'src/recommend/box.tsx': ["analytics.track('RecommendationClicked', { sku });"] },
    right: { text: 'Names of analytics.track are snake_case and in the past tense, such as recommendation_clicked.' },
    wrong: [
      { text: 'The recommendation box is hidden for customers without orders.' },
      { text: 'In the mobile app analytics.track takes names in upper case.', gone: 'other repository' },
    ],
  },
  {
    name: 'later: thread pool',
    title: 'Resize pictures in parallel',
    files: {
      'src/main/java/com/acme/media/Resizer.java': [
        'ExecutorService pool = Executors.newCachedThreadPool();',
        'pool.submit(() -> resize(picture));',
      ],
    },
    right: {
      text: 'No Executors.newCachedThreadPool: it grows without end; take the shared bounded pool of MediaConfig.',
    },
    wrong: [
      { text: 'Pictures are kept in three sizes.' },
      { text: 'Threads of the import are named after the file.', in: 'src/main/java/com/acme/imports/**' },
    ],
  },
  {
    name: 'later: division of currency in go',
    title: 'Split the bill between guests',
    files: { 'internal/bill/split.go': ['share := float64(total) / float64(len(guests))'] },
    right: { text: 'Money is never float64; divide the cents and give the remainder to the first.' },
    wrong: [
      { text: 'A bill has at most twenty guests.' },
      { text: 'Ratios in the statistics are float64.', in: 'internal/stats/**' },
    ],
  },
  {
    name: 'later: eval in the template sandbox',
    title: 'Let templates use expressions',
    files: { 'src/templates/run.ts': ['return new Function("data", `return ${source}`)(data);'] },
    right: {
      text: 'new Function is allowed in src/templates/run.ts, which runs in an isolate.',
      in: 'src/templates/run.ts',
    },
    wrong: [
      { text: 'new Function is used by the old report builder and stays there.', in: 'src/reports/**' },
      { text: 'Templates are reviewed by the design team.' },
    ],
  },
  {
    name: 'later: django signals',
    title: 'Update the stock when an order is saved',
    files: {
      'shop/orders/signals.py': ['@receiver(post_save, sender=Order)', 'def update_stock(sender, instance, **kwargs):'],
    },
    right: { text: 'No new Django signals: call the service from where the order is saved, post_save hides it.' },
    wrong: [
      { text: 'Stock may be negative for a minute.' },
      { text: 'An order is saved once more when its label is printed.' },
    ],
  },
  {
    name: 'later: subprocess shell',
    title: 'Convert the upload with ffmpeg',
    files: { 'media/convert.py': ['subprocess.run(f"ffmpeg -i {path} out.mp4", shell=True)'] },
    right: { text: 'subprocess.run takes a list of arguments, shell=True is refused.', in: '**/*.py' },
    wrong: [{ text: 'Uploads are at most 200 MB.' }, { text: 'ffmpeg is installed by the image.' }],
  },
  {
    name: 'later: select star',
    title: 'Export the customers of a region',
    files: { 'src/export/customers.ts': ['const rows = await sql`SELECT * FROM customers WHERE region = ${region}`;'] },
    right: {
      text: 'Exports name their columns, no SELECT *: new columns once leaked into a file for partners.',
      in: 'src/export/**',
    },
    wrong: [
      { text: 'SELECT * is fine in the admin console.', in: 'src/console/**' },
      { text: 'Regions follow the sales team, not the map.' },
    ],
  },
  {
    name: 'later: snapshot tests',
    title: 'Test the mail of an order',
    files: { 'test/mail/order.test.ts': ['expect(render(order)).toMatchSnapshot();'] },
    right: { text: 'toMatchSnapshot is not used: golden files in test/golden show what a mail looks like.' },
    wrong: [
      { text: 'Mails of orders go out within a minute.' },
      { text: 'Snapshots of the database are made at three.' },
    ],
  },
  {
    name: 'later: feature in two languages',
    title: 'Add a tooltip for the delivery date',
    files: { 'src/i18n/en.json': ['"delivery.tooltip": "When the parcel arrives"'] },
    right: {
      text: 'A key that is new in en.json is added to de.json and fr.json in the same change.',
      in: 'src/i18n/*.json',
    },
    wrong: [{ text: 'Delivery dates are promised in working days.' }, { text: 'Tooltips open after half a second.' }],
  },
  {
    name: 'later: panic in a library',
    title: 'Validate the configuration at start',
    files: { 'pkg/config/validate.go': ['if c.Port == 0 {', '\tpanic("port is missing")', '}'] },
    right: { text: 'panic is for main only; packages under pkg return an error.', in: 'pkg/**' },
    wrong: [
      { text: 'The port of the metrics is the one of the server plus one.' },
      { text: 'A panic in a handler is caught by the middleware.', in: 'internal/http/**' },
    ],
  },
  {
    name: 'later: setState in a loop',
    title: 'Mark all messages as read',
    files: { 'src/inbox/read-all.tsx': ['for (const message of messages) setRead((read) => [...read, message.id]);'] },
    right: { text: 'State of React is set once after a loop, not in it.' },
    wrong: [
      { text: 'Messages are read when they were open for two seconds.' },
      { text: 'The inbox holds 500 messages.' },
    ],
  },
  {
    name: 'later: hard-coded url',
    title: 'Link to the terms in the footer',
    files: { 'src/ui/footer.tsx': ['<a href="https://www.acme.example/terms">Terms</a>'] },
    right: { text: 'Links to our own pages are relative or made by urlFor(); no host name in a component.' },
    wrong: [
      { text: 'The terms change once a year; old ones are kept.' },
      { text: 'The footer of the checkout has no links.', in: 'src/checkout/**' },
    ],
  },
  {
    name: 'later: asked, recursion',
    title: '',
    files: {},
    words: 'recursive walk of category tree may overflow the stack',
    right: { text: 'The category tree is at most six levels deep; walking it by recursion is fine.' },
    wrong: [{ text: 'Categories are sorted by hand.' }, { text: 'The tree in the park view is a picture.' }],
  },
  {
    name: 'later: asked, unused parameter',
    title: '',
    files: {},
    words: 'unused parameter next in express error handler',
    right: { text: 'Error handlers of express keep the unused parameter next: express counts the parameters.' },
    wrong: [{ text: 'The next release is named after a river.' }, { text: 'Errors of express are logged once.' }],
  },
  {
    name: 'later: asked, mutex around map',
    title: '',
    files: {},
    words: 'concurrent map write without a lock in registry',
    right: { text: 'The registry is filled by init functions before anything runs; it needs no lock.' },
    wrong: [{ text: 'The map view shows at most 200 shops.' }, { text: 'A lock on an order lasts ten minutes.' }],
  },
  {
    name: 'later: asked, timezones in tests',
    title: '',
    files: {},
    words: 'test depends on local timezone',
    right: { text: 'Tests run with TZ=Pacific/Apia, so that whatever depends on the local time zone fails at once.' },
    wrong: [{ text: 'Shops show opening hours in their own time.' }, { text: 'Local branches are deleted by hand.' }],
  },
];
