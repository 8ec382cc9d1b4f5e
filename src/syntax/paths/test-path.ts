const TEST_FILE =
  /(?:^|\/)(?:[^/]+[._-](?:test|tests|spec|e2e|cy)\.[a-z]+|test_[^/]+\.py|[^/]+_test\.(?:go|py)|conftest\.py|[A-Z]\w*Tests?\.(?:java|cs))$/;
/** `spec`, `testing` and `mock` are folders of products too: they say it at the top only. */
const TEST_FOLDER = /(?:^|\/)(?:tests?|__tests__|__mocks__|e2e|testutils?)\/|^(?:specs?|testing)\//i;
const FIXTURE_FOLDER =
  /(?:^|\/)(?:fixtures?|__fixtures__|__snapshots__|testdata|cassettes)\/|(?:^|\/)tests?\/(?:[^/]+\/)*mocks?\/|^mocks?\//i;

/** Whether `path` is test code: by name (`a.test.ts`, `test_a.py`, `a_test.go`) or by folder. */
export function isTestPath(path: string): boolean {
  return TEST_FILE.test(path) || TEST_FOLDER.test(path) || isFixturePath(path);
}

/** Whether `path` is recorded data for tests. */
export function isFixturePath(path: string): boolean {
  return FIXTURE_FOLDER.test(path);
}
