import type { HeldOutPair } from './held-out-pair.js';

/** The same files, names or trade, and nothing that was said is about the finding. */
export const NOTHING_SAID_PAIRS: readonly HeldOutPair[] = [
  {
    name: 'none: firmware watchdog',
    title: 'Kick the watchdog from the radio task',
    files: { 'firmware/radio/task.c': ['for (;;) { radio_poll(); wdt_kick(); }'] },
    finding: {
      title: 'A stuck radio still kicks the watchdog',
      body: 'radio_poll returns at once on an error, so that the device never resets.',
      quote: 'for (;;) { radio_poll(); wdt_kick(); }',
    },
    right: null,
    wrong: [{ text: 'The radio is off between 2 and 4 at night.' }, { text: 'Tasks have a stack of 2 kB at least.' }],
  },
  {
    name: 'none: integer overflow in the meter',
    title: 'Sum the pulses of a day',
    files: { 'firmware/meter/sum.c': ['uint16_t sum = 0;', 'for (i = 0; i < n; i++) sum += pulses[i];'] },
    finding: {
      title: 'uint16_t overflows after 65,535 pulses',
      body: 'A factory meter counts more in one day.',
      quote: 'uint16_t sum = 0;',
    },
    right: null,
    wrong: [
      { text: 'Pulses are debounced in hardware, do not filter them again.' },
      { text: 'A meter reports once a day.' },
    ],
  },
  {
    name: 'none: shader division',
    title: 'Soften the shadow edges',
    files: { 'engine/shaders/shadow.frag': ['float w = sum / count;'] },
    finding: {
      title: 'count may be zero',
      body: 'At the border no sample is taken, and the pixel becomes NaN.',
      quote: 'float w = sum / count;',
    },
    right: null,
    wrong: [{ text: 'Shadows are off on the lowest quality.' }, { text: 'Use half floats in shaders for mobile.' }],
  },
  {
    name: 'none: lost update of a seat',
    title: 'Let two agents work on one booking',
    files: { 'app/Booking/Seat.php': ['$seat = Seat::find($id);', '$seat->update(["taken" => true]);'] },
    finding: {
      title: 'Two agents may take the same seat',
      body: 'Between find and update nothing is locked.',
      quote: '$seat = Seat::find($id);',
    },
    right: null,
    wrong: [
      { text: 'Agents see bookings of their own agency only.' },
      { text: 'Seat numbers have no row 13.' },
      { text: 'Use Seat::firstOrCreate in the seeder.', in: 'database/seeders/**' },
    ],
  },
  {
    name: 'none: rounding of a dose',
    title: 'Print the dose on the label',
    files: { 'Pharmacy/Label.cs': ['var dose = (int)(weight * 0.15);'] },
    finding: {
      title: 'The dose is cut to whole units',
      body: 'A cast drops the fraction; a child gets up to a unit too little.',
      quote: 'var dose = (int)(weight * 0.15);',
    },
    right: null,
    wrong: [
      { text: 'Labels are 62 mm wide.' },
      { text: 'Weight is asked for again after 30 days.' },
      { text: 'Casts between enums are fine in the HL7 mapper.', in: 'Pharmacy/Hl7/**' },
    ],
  },
  {
    name: 'none: pagination off by one',
    title: 'Page through the rents',
    files: { 'app/controllers/rents_controller.rb': ['@rents = Rent.offset(page * 20).limit(20)'] },
    finding: {
      title: 'The first page is skipped',
      body: 'page begins at 1, so that the offset of the first page is 20.',
      quote: '@rents = Rent.offset(page * 20).limit(20)',
    },
    right: null,
    wrong: [
      { text: 'Rents are listed newest first.' },
      { text: 'Controllers have no more than the seven REST actions.' },
    ],
  },
  {
    name: 'none: unbounded mailbox',
    title: 'Fan out readings to subscribers',
    files: { 'lib/meter/fanout.ex': ['Enum.each(pids, &send(&1, {:reading, r}))'] },
    finding: {
      title: 'Mailboxes of slow subscribers grow without bound',
      body: 'send never waits, and nobody counts what is queued.',
      quote: 'Enum.each(pids, &send(&1, {:reading, r}))',
    },
    right: null,
    wrong: [
      { text: 'Readings older than a day are not forwarded.' },
      { text: 'Subscribers register through the portal, not by code.' },
    ],
  },
  {
    name: 'none: stale closure in a hook',
    title: 'Debounce the search for schools',
    files: { 'web/src/useSchools.ts': ['useEffect(() => { debounce(() => load(term)); }, []);'] },
    finding: {
      title: 'The effect sees the first term only',
      body: 'term is missing among the dependencies.',
      quote: 'useEffect(() => { debounce(() => load(term)); }, []);',
    },
    right: null,
    wrong: [
      { text: 'Schools are searched by their official number as well.' },
      { text: 'Search terms are not logged.' },
    ],
  },
  {
    name: 'none: map iteration order',
    title: 'Print the manifest of the ship',
    files: { 'cargo/manifest.go': ['for id, c := range containers { fmt.Fprintln(w, id, c) }'] },
    finding: {
      title: 'The manifest changes its order on each print',
      body: 'range over a map is random; customs compares two prints.',
      quote: 'for id, c := range containers { fmt.Fprintln(w, id, c) }',
    },
    right: null,
    wrong: [
      { text: 'Containers are counted in TEU.' },
      { text: 'Manifests are kept for ten years.' },
      { text: 'Print with log/slog, not fmt, in services.', in: 'services/**' },
    ],
  },
  {
    name: 'none: leap day',
    title: 'Compute the anniversary of a policy',
    files: { 'policy/src/main/kotlin/Anniversary.kt': ['val next = start.withYear(year)'] },
    finding: {
      title: 'withYear throws nothing but moves the 29th of February',
      body: 'A policy of a leap day renews a day early for three years.',
      quote: 'val next = start.withYear(year)',
    },
    right: null,
    wrong: [{ text: 'Policies renew at midnight.' }, { text: 'Start dates in the past need an underwriter.' }],
  },
  {
    name: 'none: sql like wildcard',
    title: 'Find members by part of their name',
    files: { 'club/search.py': ['cursor.execute("SELECT * FROM members WHERE name LIKE %s", [f"%{q}%"])'] },
    finding: {
      title: 'A percent sign in q matches everybody',
      body: 'Wildcards of the user are not escaped.',
      quote: 'cursor.execute("SELECT * FROM members WHERE name LIKE %s", [f"%{q}%"])',
    },
    right: null,
    wrong: [
      { text: 'Members who left are kept for three years.' },
      { text: 'Search for members needs the role secretary.' },
    ],
  },
  {
    name: 'none: terraform drift',
    title: 'Larger disk for the tile server',
    files: { 'infra/tiles.tf': ['resource "google_compute_disk" "tiles" {', '  size = 500'] },
    finding: {
      title: 'A change of size replaces the disk',
      body: 'Without lifecycle the old disk and its tiles are gone.',
      quote: '  size = 500',
    },
    right: null,
    wrong: [
      { text: 'Tiles are rendered at zoom 14 at most.' },
      { text: 'Labels are set on each resource: team, cost and environment.' },
    ],
  },
  {
    name: 'none: timezone of a cron',
    title: 'Close the till at night',
    files: { 'deploy/till-cron.yaml': ['schedule: "0 0 * * *"'] },
    finding: {
      title: 'Midnight of the cluster is not midnight of the shop',
      body: 'Without timeZone the job runs in UTC.',
      quote: 'schedule: "0 0 * * *"',
    },
    right: null,
    wrong: [{ text: 'The till is closed by two people.' }, { text: 'A cron that fails twice pages the one on call.' }],
  },
  {
    name: 'none: file handle',
    title: 'Import the bus stops',
    files: { 'stops/import.py': ['rows = csv.reader(open(path))'] },
    finding: {
      title: 'The file is never closed',
      body: 'open without with leaks a handle per import.',
      quote: 'rows = csv.reader(open(path))',
    },
    right: null,
    wrong: [
      { text: 'Stops without a platform are imported as platform A.' },
      { text: 'Imports run at four, before the first bus.' },
    ],
  },
  {
    name: 'none: recursion without end',
    title: 'Resolve parts of a machine',
    files: { 'bom/src/Resolve.java': ['return part.children().stream().flatMap(this::resolve);'] },
    finding: {
      title: 'A part that holds itself never ends',
      body: 'Nothing remembers which parts were visited.',
      quote: 'return part.children().stream().flatMap(this::resolve);',
    },
    right: null,
    wrong: [
      { text: 'Parts have at most 40 children in the drawing tool.' },
      { text: 'Machines are resolved at night and cached.' },
      { text: 'Streams are preferred over loops.' },
    ],
  },
  {
    name: 'none: unit of a sensor',
    title: 'Alarm when the silo is hot',
    files: { 'silo/alarm.rs': ['if reading.temperature > 60.0 { alarm(); }'] },
    finding: {
      title: 'The sensor reports Fahrenheit',
      body: 'temperature is compared with a limit in Celsius.',
      quote: 'if reading.temperature > 60.0 { alarm(); }',
    },
    right: null,
    wrong: [{ text: 'An alarm is sent by SMS and by siren.' }, { text: 'Silo sensors are replaced every five years.' }],
  },
];
