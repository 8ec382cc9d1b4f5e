import type { Pair } from './pair.js';

/** Go, Python, Java, Kotlin, Ruby, Rust, C#, PHP. */
export const SERVER_PAIRS: readonly Pair[] = [
  {
    name: 'go: context first',
    title: 'Load the tenant in the middleware',
    files: { 'internal/tenant/load.go': ['func LoadTenant(id string, ctx context.Context) (*Tenant, error) {'] },
    right: { text: 'A context.Context is the first parameter of a function, never stored in a struct.', in: '**/*.go' },
    wrong: [
      { text: 'Tenants are loaded once for each request and kept in the request.' },
      { text: 'Middleware is registered in main.go only.', in: 'cmd/**' },
    ],
  },
  {
    name: 'go: wrapped errors',
    title: 'Return an error when the ledger is closed',
    files: { 'internal/ledger/post.go': ['if err != nil {', '\treturn fmt.Errorf("post failed: %v", err)', '}'] },
    right: { text: 'Errors are wrapped by %w in fmt.Errorf, so that errors.Is finds the cause.' },
    wrong: [
      { text: 'A closed ledger is opened again by an accountant only.' },
      { text: 'Error texts of the command line begin with a capital letter.', in: 'cmd/**' },
    ],
  },
  {
    name: 'go: goroutine without a leash',
    title: 'Warm the price cache in the background',
    files: { 'internal/prices/warm.go': ['go func() {', '\tfor _, sku := range skus { cache.Load(sku) }', '}()'] },
    right: { text: 'No bare go statement: background work runs in an errgroup that the shutdown waits for.' },
    wrong: [
      { text: 'Prices of the outlet end in 99 cents.' },
      { text: 'The cache of sessions is shared by all pods.', in: 'internal/session/**' },
    ],
  },
  {
    name: 'go: ignored close',
    title: 'Read the export line by line',
    files: { 'internal/export/read.go': ['file, err := os.Open(path)', 'defer file.Close()'] },
    right: {
      text: 'An unchecked Close of a file that was only read is fine; of one that was written it is a fault.',
      rule: 'go/unchecked-close',
    },
    wrong: [
      { text: 'Exports are gzip; the ending says so.', in: 'internal/export/**', gone: 'run out' },
      {
        text: 'An unchecked Close in the proxy hides a broken pipe.',
        rule: 'go/unchecked-close',
        in: 'internal/proxy/**',
      },
    ],
  },
  {
    name: 'python: naive datetime',
    title: 'Expire carts after a day',
    files: {
      'shop/carts/expire.py': [
        'limit = datetime.now() - timedelta(days=1)',
        'Cart.objects.filter(touched__lt=limit).delete()',
      ],
    },
    right: {
      text: 'Use timezone.now() of Django, never datetime.now(): naive datetimes are compared wrongly in summer.',
    },
    wrong: [
      { text: 'Carts are shown with the pictures of their products.' },
      { text: 'The report scripts work in local time.', in: 'reports/**' },
    ],
  },
  {
    name: 'python: mutable default',
    title: 'Collect tags while parsing',
    files: { 'shop/tags/parse.py': ['def parse(text, found=[]):', '    found.append(text)'] },
    right: {
      text: 'parse() of tags shares its default list on purpose as a cache within one request.',
      in: 'shop/tags/*.py',
    },
    wrong: [
      { text: 'Default arguments that are mutable are a fault in views.', in: 'shop/views/**' },
      { text: 'Tags are lower case and have no blanks.' },
    ],
  },
  {
    name: 'python: n+1 in serializers',
    title: 'Add the brand to the product list',
    files: { 'shop/api/serializers.py': ["brand = serializers.CharField(source='brand.name')"] },
    right: {
      text: 'A serializer field over a relation needs select_related or prefetch_related in the view of the list.',
    },
    wrong: [
      { text: 'Brands are merged by hand in the admin; their names are unique.' },
      { text: 'The product list has at most 50 rows a page.' },
    ],
  },
  {
    name: 'python: requests in tests',
    title: 'Test the tax service client',
    files: { 'tests/test_tax.py': ["response = requests.get('https://tax.example/rates')", 'assert response.ok'] },
    right: { text: 'Tests never reach the network: use the responses fixture for calls of requests.', in: 'tests/**' },
    wrong: [
      { text: 'The tax service counts calls; the client keeps rates for a day.' },
      { text: 'Smoke tests call the real services.', in: 'smoke/**' },
    ],
  },
  {
    name: 'java: optional fields',
    title: 'Add a middle name to the customer',
    files: { 'src/main/java/com/acme/Customer.java': ['private Optional<String> middleName = Optional.empty();'] },
    right: { text: 'Optional is for return values only, never a field or a parameter.', in: '**/*.java' },
    wrong: [
      { text: 'Names of customers are at most 80 characters.' },
      { text: 'Customers of the old shop have no birthday.', gone: 'other repository' },
    ],
  },
  {
    name: 'java: transactions',
    title: 'Send a mail when the order is paid',
    files: {
      'src/main/java/com/acme/orders/OrderService.java': [
        '@Transactional',
        'public void markPaid(Order order) {',
        '  mailer.send(order.receipt());',
      ],
    },
    right: { text: 'Nothing is sent inside of a @Transactional method: mails and events go to the outbox table.' },
    wrong: [
      { text: 'An order is paid once the bank confirms, not when it is asked.' },
      { text: 'Receipts are PDFs made by the report service.' },
    ],
  },
  {
    name: 'java: field injection in tests',
    title: 'Test the price rules with Spring',
    files: { 'src/test/java/com/acme/PriceRulesTest.java': ['@Autowired', 'private PriceRules rules;'] },
    right: { text: '@Autowired on fields is allowed in tests.', in: 'src/test/**' },
    wrong: [
      { text: '@Autowired on fields is not allowed: use the constructor.', in: 'src/main/**' },
      { text: 'Price rules are applied in the order of their numbers.' },
    ],
  },
  {
    name: 'kotlin: double bang',
    title: 'Open the parcel page from a push',
    files: { 'app/src/main/kotlin/Push.kt': ['val id = intent.extras!!.getString("parcel")!!'] },
    right: { text: 'No !! in Kotlin; requireNotNull with a message says what was missing.' },
    wrong: [
      { text: 'A push is shown at most once an hour.' },
      { text: 'Parcels are named by the number on the label.' },
    ],
  },
  {
    name: 'ruby: update_all',
    title: 'Archive old carts',
    files: {
      'app/jobs/archive_carts_job.rb': ["Cart.where('touched_at < ?', 1.year.ago).update_all(state: 'archived')"],
    },
    right: { text: 'update_all skips callbacks: the search index must be told by hand, see ReindexJob.' },
    wrong: [
      { text: 'Carts of guests are joined with those of the account at the login.' },
      { text: 'Jobs of the import may take an hour.', in: 'app/jobs/import/**' },
    ],
  },
  {
    name: 'rust: unwrap',
    title: 'Parse the range header',
    files: { 'crates/http/src/range.rs': ['let from: u64 = parts.next().unwrap().parse().unwrap();'] },
    right: {
      text: 'unwrap() is not allowed outside of tests; use the ? operator with our HttpError.',
      in: 'crates/**',
    },
    wrong: [
      { text: 'A range header with several parts is answered whole.' },
      { text: 'unwrap() in build scripts is fine.', in: '**/build.rs' },
    ],
  },
  {
    name: 'csharp: async void',
    title: 'Save the form when it loses focus',
    files: { 'Shop/Forms/OrderForm.cs': ['private async void OnLostFocus(object sender, EventArgs e) {'] },
    right: { text: 'async void is allowed in event handlers of forms only.', in: 'Shop/Forms/**' },
    wrong: [
      { text: 'async void crashes the process in services: return a Task.', in: 'Shop/Services/**' },
      { text: 'A form is saved without a question if nothing is missing.' },
    ],
  },
  {
    name: 'php: raw queries',
    title: 'Filter orders by the customer number',
    files: { 'src/Repository/OrderRepository.php': ['$rows = $this->em->getConnection()->fetchAll($sql);'] },
    right: { text: 'Repositories use the query builder of Doctrine; fetchAll with a text of SQL is for reports.' },
    wrong: [
      { text: 'Customer numbers begin with the year.' },
      { text: 'Reports may use raw SQL with fetchAll.', in: 'src/Report/**' },
    ],
  },
  {
    name: 'rust: a lock over an await',
    title: 'Keep the token of the session fresh',
    files: {
      'crates/session/src/token.rs': [
        'let mut token = self.token.lock().unwrap();',
        '*token = refresh(&client).await?;',
      ],
    },
    right: { text: 'Never hold a std Mutex guard across an await point; use tokio::sync::Mutex or drop it first.' },
    wrong: [
      { text: 'Sessions are listed by the name of the device.' },
      { text: 'Tokens of the worker are never refreshed: it starts anew each hour.', gone: 'run out' },
    ],
  },
  {
    name: 'c: unchecked allocation',
    title: 'Copy the frame before it is sent',
    files: { 'src/net/frame.c': ['unsigned char *copy = malloc(length);', 'memcpy(copy, frame, length);'] },
    right: { text: 'malloc is xmalloc here, which ends the process: its result needs no check.', in: 'src/**/*.c' },
    wrong: [
      { text: 'In the library every malloc is checked, callers go on without it.', in: 'lib/**' },
      { text: 'A frame has at most 16 KB.' },
    ],
  },
];
