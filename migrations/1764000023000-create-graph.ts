import type { MigrationInterface, QueryRunner } from 'typeorm';

const OWNER = `installation_id integer NOT NULL,
      repo_id bigint NOT NULL`;
const RESOLVED = `tier varchar(20) NOT NULL,
      confidence real NOT NULL`;

/**
 * The knowledge graph for installations without Neo4j: a table for each label and relationship type of its contract, with
 * its keys. What belongs to one scan carries `scan`. Rows are written in bulk by the thousands and purged with their
 * owner, so only the repository's row has a foreign key.
 */
const TABLES: Readonly<Record<string, string>> = {
  graph_repositories: `${OWNER},
      full_name varchar(512) NOT NULL,
      default_branch varchar(255) NOT NULL,
      scan bigint,
      scanned_at timestamptz,
      scanned_sha varchar(64),
      history_imported_at timestamptz,
      CONSTRAINT pk_graph_repositories PRIMARY KEY (installation_id, repo_id),
      CONSTRAINT fk_graph_repositories_installation_id FOREIGN KEY (installation_id)
        REFERENCES installations(id) ON DELETE CASCADE`,
  graph_files: `${OWNER},
      path text NOT NULL,
      extension text NOT NULL DEFAULT '',
      language varchar(40),
      size bigint NOT NULL DEFAULT 0,
      lines integer,
      is_test boolean NOT NULL DEFAULT false,
      is_generated boolean NOT NULL DEFAULT false,
      first_seen_at timestamptz NOT NULL DEFAULT now(),
      deleted_at timestamptz,
      CONSTRAINT pk_graph_files PRIMARY KEY (installation_id, repo_id, path)`,
  graph_pull_requests: `${OWNER},
      number integer NOT NULL,
      title text NOT NULL,
      verdict varchar(40),
      state varchar(10) NOT NULL,
      author text,
      origin varchar(10) NOT NULL DEFAULT 'human',
      created_at timestamptz NOT NULL,
      merged_at timestamptz,
      additions integer NOT NULL DEFAULT 0,
      deletions integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_graph_pull_requests PRIMARY KEY (installation_id, repo_id, number),
      CONSTRAINT chk_graph_pull_request_state CHECK (state IN ('open', 'closed', 'merged')),
      CONSTRAINT chk_graph_pull_request_origin CHECK (origin IN ('human', 'assisted', 'agent', 'bot'))`,
  graph_developers: `installation_id integer NOT NULL,
      login text NOT NULL,
      github_id bigint,
      is_bot boolean NOT NULL DEFAULT false,
      CONSTRAINT pk_graph_developers PRIMARY KEY (installation_id, login)`,
  graph_issues: `${OWNER},
      number integer NOT NULL,
      title text NOT NULL,
      state varchar(10) NOT NULL,
      is_bug boolean NOT NULL DEFAULT false,
      updated_at timestamptz,
      CONSTRAINT pk_graph_issues PRIMARY KEY (installation_id, repo_id, number),
      CONSTRAINT chk_graph_issue_state CHECK (state IN ('open', 'closed'))`,
  graph_symbols: `${OWNER},
      scan bigint NOT NULL,
      path text NOT NULL,
      qualified_name text NOT NULL,
      kind varchar(40) NOT NULL,
      signature text NOT NULL DEFAULT '',
      start_line integer NOT NULL,
      end_line integer NOT NULL,
      exported boolean NOT NULL DEFAULT false,
      contract_hash varchar(64) NOT NULL DEFAULT '',
      CONSTRAINT pk_graph_symbols PRIMARY KEY (installation_id, repo_id, scan, path, qualified_name, kind)`,
  graph_contains: `${OWNER},
      scan bigint NOT NULL,
      path text NOT NULL,
      -- What this version says of the file: it becomes the file's own with the end of the scan.
      extension text NOT NULL DEFAULT '',
      language varchar(40),
      size bigint NOT NULL DEFAULT 0,
      lines integer,
      is_test boolean NOT NULL DEFAULT false,
      is_generated boolean NOT NULL DEFAULT false,
      CONSTRAINT pk_graph_contains PRIMARY KEY (installation_id, repo_id, scan, path)`,
  graph_imports: `${OWNER},
      scan bigint NOT NULL,
      from_path text NOT NULL,
      to_path text NOT NULL,
      ${RESOLVED},
      CONSTRAINT pk_graph_imports PRIMARY KEY (installation_id, repo_id, scan, from_path, to_path)`,
  graph_tested_by: `${OWNER},
      scan bigint NOT NULL,
      path text NOT NULL,
      qualified_name text NOT NULL,
      kind varchar(40) NOT NULL,
      test_path text NOT NULL,
      ${RESOLVED},
      CONSTRAINT pk_graph_tested_by PRIMARY KEY (installation_id, repo_id, scan, path, qualified_name, kind, test_path)`,
  graph_touches: `${OWNER},
      number integer NOT NULL,
      path text NOT NULL,
      additions integer NOT NULL DEFAULT 0,
      deletions integer NOT NULL DEFAULT 0,
      -- Of its pull request, so that the questions about a path need no look at 500 others: when it was merged, and how
      -- many files it changed. Both are written with the edge, which every indexing of the pull request replaces.
      merged_at timestamptz,
      files integer NOT NULL DEFAULT 1,
      CONSTRAINT pk_graph_touches PRIMARY KEY (installation_id, repo_id, number, path)`,
  graph_authored_by: `${OWNER},
      number integer NOT NULL,
      login text NOT NULL,
      CONSTRAINT pk_graph_authored_by PRIMARY KEY (installation_id, repo_id, number, login)`,
  graph_reviewed_by: `${OWNER},
      number integer NOT NULL,
      login text NOT NULL,
      state varchar(20) NOT NULL,
      comments integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_graph_reviewed_by PRIMARY KEY (installation_id, repo_id, number, login)`,
  graph_contributed_to: `${OWNER},
      login text NOT NULL,
      since timestamptz NOT NULL,
      last timestamptz NOT NULL,
      pull_requests integer NOT NULL DEFAULT 0,
      CONSTRAINT pk_graph_contributed_to PRIMARY KEY (installation_id, repo_id, login)`,
  graph_closes: `${OWNER},
      number integer NOT NULL,
      issue integer NOT NULL,
      CONSTRAINT pk_graph_closes PRIMARY KEY (installation_id, repo_id, number, issue)`,
  graph_renamed_to: `${OWNER},
      from_path text NOT NULL,
      to_path text NOT NULL,
      renamed_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT pk_graph_renamed_to PRIMARY KEY (installation_id, repo_id, from_path, to_path)`,
  ...Object.fromEntries(['calls', 'uses_type', 'inherits'].map((name) => [`graph_${name}`, betweenSymbols(name)])),
};

/** What a statement looks for that the primary key does not lead to. */
const INDEXES: readonly (readonly [name: string, table: string, columns: string])[] = [
  ['graph_developers_github_id', 'graph_developers', '(installation_id, github_id)'],
  ['graph_pull_requests_state', 'graph_pull_requests', '(installation_id, repo_id, state, merged_at, number)'],
  ['graph_touches_path', 'graph_touches', '(installation_id, repo_id, path, number) INCLUDE (merged_at, files)'],
  ['graph_authored_by_login', 'graph_authored_by', '(installation_id, repo_id, login, number)'],
  ['graph_reviewed_by_login', 'graph_reviewed_by', '(installation_id, repo_id, login, number)'],
  ['graph_renamed_to_to', 'graph_renamed_to', '(installation_id, repo_id, to_path)'],
  // The surest first: what a million places call is read for as many as are asked for.
  ['graph_imports_to', 'graph_imports', '(installation_id, repo_id, scan, to_path, confidence)'],
  // A push asks what the test files that changed test.
  ['graph_tested_by_test', 'graph_tested_by', '(installation_id, repo_id, scan, test_path)'],
  ...['calls', 'uses_type', 'inherits'].map(
    (name) =>
      [
        `graph_${name}_to`,
        `graph_${name}`,
        '(installation_id, repo_id, scan, to_path, to_name, to_kind, confidence)',
      ] as const,
  ),
];

export class CreateGraph1764000023000 implements MigrationInterface {
  readonly name = 'CreateGraph1764000023000';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(TABLES)) await runner.query(`CREATE TABLE ${table} (${columns})`);
    for (const [name, table, columns] of INDEXES) {
      await runner.query(`CREATE INDEX idx_${name} ON ${table} ${columns}`);
    }
    // DEFINES says nothing that a symbol's key does not.
    await runner.query(`CREATE VIEW graph_defines WITH (security_invoker = true) AS
      SELECT installation_id, repo_id, scan, path, qualified_name, kind FROM graph_symbols`);
    await createScans(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE scans');
    await runner.query('DROP VIEW graph_defines');
    for (const table of Object.keys(TABLES).toReversed()) await runner.query(`DROP TABLE ${table}`);
  }
}

function betweenSymbols(name: string): string {
  return `${OWNER},
      scan bigint NOT NULL,
      from_path text NOT NULL,
      from_name text NOT NULL,
      from_kind varchar(40) NOT NULL,
      to_path text NOT NULL,
      to_name text NOT NULL,
      to_kind varchar(40) NOT NULL,
      ${RESOLVED},
      line integer NOT NULL,
      CONSTRAINT pk_graph_${name} PRIMARY KEY
        (installation_id, repo_id, scan, from_path, from_name, from_kind, to_path, to_name, to_kind)`;
}

/** Scans and history imports of repositories: what was asked, how far it is, how it ended. */
async function createScans(runner: QueryRunner): Promise<void> {
  await runner.query(`CREATE TABLE scans (
    id bigint GENERATED BY DEFAULT AS IDENTITY,
    installation_id integer NOT NULL,
    repository_id integer NOT NULL,
    kind varchar(20) NOT NULL,
    reason varchar(40) NOT NULL,
    status varchar(20) NOT NULL DEFAULT 'pending',
    phase varchar(40),
    sha varchar(64),
    files_total integer,
    files_read integer NOT NULL DEFAULT 0,
    symbols integer NOT NULL DEFAULT 0,
    edges integer NOT NULL DEFAULT 0,
    details jsonb NOT NULL DEFAULT '{}',
    error_message text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    CONSTRAINT pk_scans PRIMARY KEY (id),
    CONSTRAINT chk_scan_kind CHECK (kind IN ('full', 'push', 'history')),
    CONSTRAINT chk_scan_status CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled'))
  )`);
  await runner.query('CREATE INDEX idx_scans_installation_id ON scans (installation_id, status)');
  await runner.query('CREATE INDEX idx_scans_repository_id ON scans (repository_id, id)');
  for (const [column, table] of [
    ['installation_id', 'installations'],
    ['repository_id', 'repositories'],
  ]) {
    await runner.query(`ALTER TABLE scans ADD CONSTRAINT fk_scans_${column}
      FOREIGN KEY (${column}) REFERENCES ${table}(id) ON DELETE CASCADE`);
  }
  await runner.query(`CREATE TRIGGER trg_scans_updated_at BEFORE UPDATE ON scans
    FOR EACH ROW EXECUTE FUNCTION update_updated_at_column()`);
}
