import type { HeldOutPair } from './held-out-pair.js';

/** C#, PHP, Ruby, Elixir, Scala, Dart, Clojure and others: something that was said applies. */
export const MANAGED_PAIRS: readonly HeldOutPair[] = [
  {
    name: 'c#: async void',
    title: 'Confirm before a bed is released',
    files: {
      'Ward/BedViewModel.cs': ['private async void OnRelease(object s, EventArgs e) {', '  await _beds.Release(Id);'],
    },
    finding: {
      title: 'async void hides its exception',
      body: 'What Release throws ends the process instead of the task.',
      quote: 'private async void OnRelease(object s, EventArgs e) {',
    },
    right: { text: 'Event handlers may be async void, WPF leaves no other choice.' },
    wrong: [
      { text: 'A bed is released only by the nurse in charge.' },
      { text: 'Background services use async Task, exceptions go to Sentry.', in: 'Services/**' },
    ],
  },
  {
    name: 'c#: DateTime.Now',
    title: 'Stamp the handover protocol',
    files: { 'Ward/Handover.cs': ['protocol.At = DateTime.Now;'] },
    finding: {
      title: 'Local time is stored',
      body: 'DateTime.Now has no offset and repeats an hour in October.',
      quote: 'protocol.At = DateTime.Now;',
    },
    right: { text: 'Never DateTime.Now, take IClock.Now which is an Instant.' },
    wrong: [{ text: 'Handover protocols are printed twice a shift.' }, { text: 'Stamp pads of the archive are blue.' }],
  },
  {
    name: 'php: loose comparison',
    title: 'Compare the coupon with what was typed',
    files: { 'app/Coupon/Check.php': ['if ($typed == $coupon->code) {'] },
    finding: {
      title: 'Loose comparison of strings',
      body: '"0e1" == "0e2" is true in PHP; use ===.',
      quote: 'if ($typed == $coupon->code) {',
    },
    right: { text: 'Always === in PHP, == is banned by the style guide' },
    wrong: [
      { text: 'Coupons are compared without their hyphens.' },
      { text: 'Legacy templates keep == until the redesign.', in: 'templates/legacy/**' },
    ],
  },
  {
    name: 'php: static facades',
    title: 'Queue the boarding pass mail',
    files: { 'app/Boarding/SendPass.php': ['Mail::to($passenger)->queue(new BoardingPass($flight));'] },
    finding: {
      title: 'A static facade is hard to test',
      body: 'Mail is resolved at run time; inject the mailer instead.',
      quote: 'Mail::to($passenger)->queue(new BoardingPass($flight));',
    },
    right: { text: 'Laravel facades are accepted everywhere, tests use Mail::fake() and friends.' },
    wrong: [
      { text: 'Boarding passes are sent 24 hours before departure.' },
      { text: 'Passenger names are never in a mail subject.' },
    ],
  },
  {
    name: 'ruby: rescue nil',
    title: 'Tolerate odd EXIF data of drones',
    files: { 'lib/exif/read.rb': ['altitude = Float(tags["GPSAltitude"]) rescue nil'] },
    finding: {
      title: 'rescue nil swallows every error',
      body: 'A typo in a method name would be hidden, too.',
      quote: 'altitude = Float(tags["GPSAltitude"]) rescue nil',
    },
    right: {
      text: 'inline rescue nil is tolerated for parsing EXIF, half the drones write garbage',
      in: 'lib/exif/**',
    },
    wrong: [
      { text: 'Altitude is above the ellipsoid, not above sea level.' },
      { text: 'rescue without a class is rejected in jobs.', in: 'app/jobs/**' },
    ],
  },
  {
    name: 'ruby: callbacks',
    title: 'Tell the landlord that the rent has come',
    files: { 'app/models/rent.rb': ['after_commit :notify_landlord', 'private'] },
    finding: {
      title: 'A model callback sends mail',
      body: 'notify_landlord runs on each save, also in a console.',
      quote: 'after_commit :notify_landlord',
    },
    right: {
      text: 'ActiveRecord callbacks must not talk to the outside: mail, HTTP and queues belong in a service object.',
    },
    wrong: [{ text: 'A landlord may have several accounts.' }, { text: 'Rent is due on the third working day.' }],
  },
  {
    name: 'elixir: let it crash',
    title: 'Decode frames of the meter gateway',
    files: { 'lib/meter/decoder.ex': ['{:ok, reading} = Frame.decode(bytes)'] },
    finding: {
      title: 'A match that fails ends the process',
      body: 'Frame.decode returns {:error, reason} for a broken frame.',
      quote: '{:ok, reading} = Frame.decode(bytes)',
    },
    right: { text: 'Assertive matches ({:ok, x} = …) are how we write Elixir, the supervisor restarts the process.' },
    wrong: [
      { text: 'Readings are in watt hours.' },
      { text: 'A gateway that is silent for an hour is called by phone.' },
    ],
  },
  {
    name: 'elixir: atoms from input',
    title: 'Accept tariffs by their name',
    files: { 'lib/tariff/parse.ex': ['kind = String.to_atom(params["kind"])'] },
    finding: {
      title: 'Atoms made of input are never collected',
      body: 'A caller can fill the atom table until the node stops.',
      quote: 'kind = String.to_atom(params["kind"])',
    },
    right: { text: 'String.to_existing_atom or a map, String.to_atom is not allowed on params.' },
    wrong: [
      { text: 'Tariff kinds come from the regulator once a year.' },
      { text: 'Names of tariffs are shown in the language of the customer.' },
    ],
  },
  {
    name: 'scala: var',
    title: 'Count retries of the clearing file',
    files: { 'clearing/src/main/scala/Retry.scala': ['var attempts = 0', 'while (attempts < 3) attempts += 1'] },
    finding: {
      title: 'Mutable variable in a loop',
      body: 'A recursion or fold would need no var.',
      quote: 'var attempts = 0',
    },
    right: { text: 'local var is OK if it doesn’t leave the method' },
    wrong: [
      { text: 'Clearing files are retried for two days.' },
      { text: 'Mutable collections are forbidden in messages between actors.', in: 'actors/**' },
    ],
  },
  {
    name: 'dart: setState after dispose',
    title: 'Load the lesson plan lazily',
    files: { 'lib/lesson/plan_page.dart': ['final plan = await api.plan(id);', 'setState(() => _plan = plan);'] },
    finding: {
      title: 'setState may be called after dispose',
      body: 'The page can be closed while the plan loads; ask mounted first.',
      quote: 'setState(() => _plan = plan);',
    },
    right: { text: 'Check `mounted` after every await before touching setState.', in: 'lib/**' },
    wrong: [{ text: 'Lesson plans are cached for offline use.' }, { text: 'Pages for pupils have no ads.' }],
  },
  {
    name: 'clojure: atoms at the top',
    title: 'Keep open tenders in memory',
    files: { 'src/tender/store.clj': ['(defonce tenders (atom {}))', '(swap! tenders assoc id tender)'] },
    finding: {
      title: 'Global mutable state',
      body: 'A top-level atom is shared by all tests.',
      quote: '(defonce tenders (atom {}))',
    },
    right: { text: 'defonce atoms at the top of a namespace are our pattern for in-memory stores, tests reset them.' },
    wrong: [
      { text: 'Tenders close at noon, Brussels time.' },
      { text: 'Do not swap! inside of a transaction.', in: 'src/ledger/**' },
    ],
  },
  {
    name: 'f#: partial match',
    title: 'Map signals of the interlocking',
    files: { 'Rail/Signals.fs': ['match aspect with', '| Red -> Stop', '| Green -> Go'] },
    finding: {
      title: 'Incomplete pattern match',
      body: 'Yellow has no case and raises at run time.',
      quote: 'match aspect with',
    },
    right: {
      text: 'Matches over aspects must be complete, no wildcard: a missed signal stops a train.',
      in: 'Rail/**',
    },
    wrong: [
      { text: 'Signals are numbered from the north.' },
      { text: 'Green fades after two seconds on the simulator.' },
    ],
  },
  {
    name: 'groovy: pipeline credentials',
    title: 'Upload maps of the harbour',
    files: { 'ci/Jenkinsfile': ['sh "curl -u $USER:$PASS -T chart.zip $HOST"'] },
    finding: {
      title: 'Groovy interpolates the secret',
      body: 'Double quotes put the password into the process list.',
      quote: 'sh "curl -u $USER:$PASS -T chart.zip $HOST"',
    },
    right: { text: 'In Jenkinsfile use single quotes for sh with credentials, the shell must do the interpolation.' },
    wrong: [
      { text: 'Charts of the harbour are published on Thursdays.' },
      { text: 'Uploads larger than 2 GB go by rsync.' },
    ],
  },
  {
    name: 'graphql: nullable lists',
    title: 'Expose vaccinations of an animal',
    files: { 'schema/animal.graphql': ['type Animal {', '  vaccinations: [Vaccination]'] },
    finding: {
      title: 'List and items are nullable',
      body: 'Clients have to check both; write [Vaccination!]!.',
      quote: '  vaccinations: [Vaccination]',
    },
    right: { text: 'GraphQL lists are nullable on purpose, one failing resolver must not blank the page.' },
    wrong: [
      { text: 'Vaccinations older than ten years are archived.' },
      { text: 'Animals are identified by chip, not by name.' },
    ],
  },
  {
    name: 't-sql: nolock',
    title: 'Dashboard of pallets in transit',
    files: { 'sql/reports/transit.sql': ['SELECT COUNT(*) FROM Pallets WITH (NOLOCK)'] },
    finding: {
      title: 'NOLOCK reads rows that were never committed',
      body: 'The count may include pallets twice or not at all.',
      quote: 'SELECT COUNT(*) FROM Pallets WITH (NOLOCK)',
    },
    right: {
      text: 'NOLOCK is agreed for reports: numbers may be off a bit, blocking the scanners is worse.',
      in: 'sql/reports/**',
    },
    wrong: [
      { text: 'Pallets in transit belong to the sender.' },
      { text: 'Counts on invoices are taken under SERIALIZABLE.', in: 'sql/billing/**' },
    ],
  },
  {
    name: 'vue: v-html',
    title: 'Render announcements of the parish',
    files: { 'web/src/Announcement.vue': ['<div v-html="announcement.html" />'] },
    finding: {
      title: 'v-html renders raw markup',
      body: 'Whatever stands in the announcement is put into the page.',
      quote: '<div v-html="announcement.html" />',
    },
    right: { text: 'v-html for announcements is fine, the CMS sanitises them on save' },
    wrong: [
      { text: 'Announcements vanish after a week.' },
      { text: 'Comments of visitors are never rendered through v-html.', in: 'web/src/comments/**' },
    ],
  },
];
