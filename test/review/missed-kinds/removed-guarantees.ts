import type { MissedFault } from './missed-fault.js';

const kind = 'a guarantee that is gone';

export const removedGuarantees: readonly MissedFault[] = [
  {
    name: 'C#: a lock around a list',
    kind,
    path: 'Src/Events/Buffer.cs',
    before: `public class Buffer
{
    private readonly object _gate = new();
    private readonly List<Event> _events = new();

    // Called by every request.
    public void Add(Event e)
    {
        lock (_gate) _events.Add(e);
    }
}
`,
    planted: [
      ['    private readonly object _gate = new();\n', ''],
      ['        lock (_gate) _events.Add(e);', '        _events.Add(e);'],
    ],
    fault: {
      quote: '_events.Add(e);',
      category: 'bug',
      severity: 'must-fix',
      title: 'Two requests at once lose events or throw',
      doubt: 'List<T> is not safe for several threads, and nothing locks it any more',
    },
    nearMiss: [
      [
        '    private readonly List<Event> _events = new();',
        '    private readonly BlockingCollection<Event> _events = new();',
      ],
    ],
    excludedBy: 'private readonly BlockingCollection<Event> _events = new();',
  },
  {
    name: 'JavaScript: a search by halves in what was sorted',
    kind,
    path: 'lib/timeline.js',
    before: `import { bisect } from './bisect.js';

export class Timeline {
  times = [];

  add(time) {
    this.times.push(time);
    this.isSorted = false;
  }

  indexOf(time) {
    if (!this.isSorted) this.times.sort((a, b) => a - b);
    this.isSorted = true;
    return bisect(this.times, time);
  }
}
`,
    planted: [
      ['    this.isSorted = false;\n', ''],
      ['    if (!this.isSorted) this.times.sort((a, b) => a - b);\n    this.isSorted = true;\n', ''],
    ],
    fault: {
      quote: 'return bisect(this.times, time);',
      category: 'bug',
      severity: 'should-fix',
      title: 'A time that was added late is not found',
      doubt: 'bisect needs sorted times, and add no longer keeps or marks their order',
    },
    nearMiss: [['    this.times.push(time);', '    this.times.splice(bisect(this.times, time), 0, time);']],
    excludedBy: 'this.times.splice(bisect(this.times, time), 0, time);',
  },
  {
    name: 'Python: a login that asked whether the account is active',
    kind,
    path: 'app/login.py',
    before: `from app import passwords, sessions, users


def log_in(email, secret):
    user = users.by_email(email)
    if user is None or not user.active:
        return None
    if not passwords.match(user, secret):
        return None
    return sessions.open(user)
`,
    planted: [
      [
        '    if user is None or not user.active:\n        return None\n    if not passwords.match(user, secret):',
        '    if user is None or not passwords.match(user, secret):',
      ],
    ],
    fault: {
      quote: 'if user is None or not passwords.match(user, secret):',
      category: 'security',
      severity: 'must-fix',
      title: 'A deactivated account can log in again',
      doubt: 'nobody asks for user.active any more',
    },
    nearMiss: [['    user = users.by_email(email)', '    user = users.active().by_email(email)']],
    excludedBy: 'user = users.active().by_email(email)',
  },
  {
    name: 'Rust: a file that was synced before it took its place',
    kind,
    path: 'src/save.rs',
    before: `pub fn save(path: &Path, data: &[u8]) -> io::Result<()> {
    let tmp = path.with_extension("tmp");
    let mut file = File::create(&tmp)?;
    file.write_all(data)?;
    file.sync_all()?;
    fs::rename(&tmp, path)
}
`,
    planted: [
      [
        '    let mut file = File::create(&tmp)?;\n    file.write_all(data)?;\n    file.sync_all()?;\n',
        '    fs::write(&tmp, data)?;\n',
      ],
    ],
    fault: {
      quote: 'fs::rename(&tmp, path)',
      category: 'bug',
      severity: 'should-fix',
      title: 'A power cut can leave an empty file',
      doubt: 'the rename may reach the disk before the data, which nobody syncs now',
    },
    nearMiss: [['    fs::write(&tmp, data)?;\n', '    fs::write(&tmp, data)?;\n    File::open(&tmp)?.sync_all()?;\n']],
    excludedBy: 'File::open(&tmp)?.sync_all()?;',
  },
];
