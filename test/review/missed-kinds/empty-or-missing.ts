import type { MissedFault } from './missed-fault.js';

const kind = 'empty taken for missing';

export const emptyOrMissing: readonly MissedFault[] = [
  {
    name: 'JavaScript: a retry count of zero',
    kind,
    path: 'lib/send.js',
    before: `import { deliver } from './deliver.js';
import { check } from './check.js';
import { sendOptions } from './send-schema.js';

export async function send(message, options = {}) {
  check(sendOptions, options);
  return deliver(message, { retries: 3 });
}
`,
    beside: {
      'lib/send-schema.js': `export const sendOptions = {
  type: 'object',
  properties: { retries: { type: 'integer', minimum: 0 } },
};
`,
    },
    planted: [
      [
        '  return deliver(message, { retries: 3 });',
        '  const retries = options.retries || 3;\n  return deliver(message, { retries });',
      ],
    ],
    fault: {
      quote: 'const retries = options.retries || 3;',
      category: 'bug',
      severity: 'should-fix',
      title: 'Retries cannot be switched off',
      doubt: 'the schema allows 0, which becomes 3',
    },
    nearMiss: [['minimum: 0', 'minimum: 1', 'lib/send-schema.js']],
    excludedBy: "properties: { retries: { type: 'integer', minimum: 1 } },",
  },
  {
    name: 'Python: a note that is emptied',
    kind,
    path: 'app/update_task.py',
    before: `from app.models import Task


def update_task(task: Task, payload: dict) -> Task:
    task.title = payload.get("title", task.title)
    return task.save()
`,
    beside: {
      'app/schemas.py': `from pydantic import BaseModel, constr


class TaskUpdate(BaseModel):
    title: constr(min_length=1) = None
    note: str = None
`,
    },
    planted: [['    return task.save()', '    task.note = payload.get("note") or task.note\n    return task.save()']],
    fault: {
      quote: 'task.note = payload.get("note") or task.note',
      category: 'bug',
      severity: 'should-fix',
      title: 'A note cannot be cleared',
      doubt: 'an empty note is taken for one that was not sent, and the old one stays',
    },
    nearMiss: [['    note: str = None', '    note: constr(min_length=1) = None', 'app/schemas.py']],
    excludedBy: 'note: constr(min_length=1) = None',
  },
  {
    name: 'Go: an empty text in a cache',
    kind,
    path: 'cache/texts.go',
    before: `package cache

func (c *Texts) Put(key, text string) {
	c.items[key] = text
}
`,
    planted: [
      [
        'func (c *Texts) Put(',
        `// Get asks the database, which takes seconds, for what is not there.
func (c *Texts) Get(key string) string {
	if text := c.items[key]; text != "" {
		return text
	}
	text := c.load(key)
	c.Put(key, text)
	return text
}

func (c *Texts) Put(`,
      ],
    ],
    fault: {
      quote: 'if text := c.items[key]; text != "" {',
      category: 'performance',
      severity: 'should-fix',
      title: 'Empty texts are loaded again each time',
      doubt: 'a key whose text is empty looks like one that is not cached',
    },
    nearMiss: [
      [
        '	text := c.load(key)\n',
        '	if _, cached := c.items[key]; cached {\n		return ""\n	}\n	text := c.load(key)\n',
      ],
    ],
    excludedBy: 'if _, cached := c.items[key]; cached {',
  },
  {
    name: 'C#: no project at all, or no filter',
    kind,
    path: 'Src/Reports/ReportQuery.cs',
    before: `public class ReportQuery
{
    public List<Report> For(User user)
    {
        return _db.Reports.Where(r => r.OwnerId == user.Id).ToList();
    }
}
`,
    planted: [
      [
        '        return _db.Reports.Where(r => r.OwnerId == user.Id).ToList();',
        `        var allowed = user.ProjectIds.ToList();
        IQueryable<Report> reports = _db.Reports;
        if (allowed.Count > 0) reports = reports.Where(r => allowed.Contains(r.ProjectId));
        return reports.ToList();`,
      ],
    ],
    fault: {
      quote: 'if (allowed.Count > 0) reports = reports.Where(r => allowed.Contains(r.ProjectId));',
      category: 'security',
      severity: 'must-fix',
      title: 'A user without projects sees the reports of all',
      doubt: 'an empty list of allowed projects is taken for no restriction',
    },
    nearMiss: [
      [
        '        var allowed = user.ProjectIds.ToList();',
        '        var allowed = user.ProjectIds.ToList();\n        if (allowed.Count == 0) return [];',
      ],
    ],
    excludedBy: 'if (allowed.Count == 0) return [];',
  },
];
