import type { MissedFault } from './missed-fault.js';

const kind = 'a fault for the next caller';

export const nextCallers: readonly MissedFault[] = [
  {
    name: 'JavaScript: defaults that the first caller changes for all',
    kind,
    path: 'lib/client.js',
    before: `const DEFAULTS = { timeout: 5000, retries: 2 };

export function createClient(base, options) {
  return new Client(base, options);
}
`,
    beside: { 'bin/sync.js': "const client = createClient('https://api.acme.test', { retries: 5 });\n" },
    planted: [
      [
        '  return new Client(base, options);',
        `  const settings = DEFAULTS;
  Object.assign(settings, options);
  return new Client(base, settings);`,
      ],
    ],
    fault: {
      quote: 'Object.assign(settings, options);',
      category: 'bug',
      severity: 'should-fix',
      title: 'Options of one client become the defaults of the next',
      doubt: 'only bin/sync.js makes a client today; a second one gets the retries of the first',
    },
    nearMiss: [['  const settings = DEFAULTS;', '  const settings = { ...DEFAULTS };']],
    excludedBy: 'const settings = { ...DEFAULTS };',
  },
  {
    name: 'Rust: chunks of size zero',
    kind,
    path: 'src/batches.rs',
    before: `use crate::row::Row;

/// Writes all rows.
pub fn write_all(rows: &[Row], sink: &mut Sink) -> Result<(), Error> {
    sink.write(rows)
}
`,
    beside: { 'src/main.rs': 'fn main() {\n    batches::write_all(&rows, &mut sink, 500).unwrap();\n}\n' },
    planted: [
      [
        '/// Writes all rows.\npub fn write_all(rows: &[Row], sink: &mut Sink) -> Result<(), Error> {\n    sink.write(rows)',
        `/// Writes all rows, \`size\` at a time.
pub fn write_all(rows: &[Row], sink: &mut Sink, size: usize) -> Result<(), Error> {
    for some in rows.chunks(size) {
        sink.write(some)?;
    }
    Ok(())`,
      ],
    ],
    fault: {
      quote: 'for some in rows.chunks(size) {',
      category: 'bug',
      severity: 'should-fix',
      title: 'A size of zero panics',
      doubt: 'the one caller passes 500; the public function takes any usize, and chunks(0) panics',
    },
    nearMiss: [
      ['    for some in rows.chunks(size) {', '    let size = size.max(1);\n    for some in rows.chunks(size) {'],
    ],
    excludedBy: 'let size = size.max(1);',
  },
  {
    name: 'C#: initials of no name',
    kind,
    path: 'Src/Text/Initials.cs',
    before: `public static class Initials
{
    public static string Empty => "?";
}
`,
    beside: { 'Src/Pages/Team.cs': 'var label = Initials.Of(member.FullName ?? "Member");\n' },
    planted: [
      [
        '    public static string Empty => "?";\n',
        `    public static string Empty => "?";

    public static string Of(string name)
    {
        var words = name.Trim().Split(' ');
        return $"{words[0][0]}{words[^1][0]}".ToUpperInvariant();
    }
`,
      ],
    ],
    fault: {
      quote: 'return $"{words[0][0]}{words[^1][0]}".ToUpperInvariant();',
      category: 'bug',
      severity: 'should-fix',
      title: 'A blank name throws',
      doubt: 'Team.cs never passes a blank name; the next caller may, and words[0] is empty then',
    },
    nearMiss: [
      [
        "        var words = name.Trim().Split(' ');",
        "        if (string.IsNullOrWhiteSpace(name)) return Empty;\n        var words = name.Trim().Split(' ');",
      ],
    ],
    excludedBy: 'if (string.IsNullOrWhiteSpace(name)) return Empty;',
  },
  {
    name: 'Go: a ticker without an interval',
    kind,
    path: 'pkg/every/every.go',
    before: `package every

import (
	"context"
	"errors"
	"time"
)

var ErrInterval = errors.New("every: the interval must be positive")
`,
    beside: { 'cmd/agent/main.go': 'package main\n\nfunc main() {\n\tevery.Run(ctx, time.Minute, report)\n}\n' },
    planted: [
      [
        'must be positive")\n',
        `must be positive")

// Run calls f once for each interval until ctx ends.
func Run(ctx context.Context, interval time.Duration, f func()) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			f()
		}
	}
}
`,
      ],
    ],
    fault: {
      quote: 'ticker := time.NewTicker(interval)',
      category: 'bug',
      severity: 'should-fix',
      title: 'An interval of zero panics',
      doubt: 'main passes a minute; an interval from a setting that is unset is 0, for which NewTicker panics',
    },
    nearMiss: [
      [
        '	ticker := time.NewTicker(interval)',
        '	if interval <= 0 {\n		return ErrInterval\n	}\n	ticker := time.NewTicker(interval)',
      ],
    ],
    excludedBy: 'if interval <= 0 {',
  },
];
