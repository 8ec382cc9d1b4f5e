import type { MissedFault } from './missed-fault.js';

const kind = 'a sibling that was left behind';

export const siblings: readonly MissedFault[] = [
  {
    name: 'Python: encode writes a version that decode does not read',
    kind,
    path: 'app/cache_codec.py',
    before: `import json
import zlib

VERSION = bytes([2])


def encode(value):
    body = json.dumps(value).encode()
    return zlib.compress(body)


def decode(data):
    return json.loads(zlib.decompress(data))
`,
    planted: [['    return zlib.compress(body)', '    return VERSION + zlib.compress(body)']],
    fault: {
      quote: 'return VERSION + zlib.compress(body)',
      category: 'bug',
      severity: 'must-fix',
      title: 'Nothing that is cached can be read again',
      doubt: 'decode still decompresses from the first byte, which is the version now',
    },
    nearMiss: [
      ['    return json.loads(zlib.decompress(data))', '    return json.loads(zlib.decompress(data[len(VERSION):]))'],
    ],
    excludedBy: 'return json.loads(zlib.decompress(data[len(VERSION):]))',
  },
  {
    name: 'TypeScript: the server renames a field that the client sends',
    kind,
    path: 'server/profile-schema.ts',
    before: `import { z } from 'zod';

export const Profile = z.object({
  name: z.string().optional(),
  bio: z.string().max(500).optional(),
});
`,
    beside: {
      'web/save-profile.ts': `export function saveProfile(form: FormData) {
  const name = form.get('name');
  const bio = form.get('bio');
  return put('/profile', { name, bio });
}
`,
    },
    planted: [['  name: z.string().optional(),', '  displayName: z.string().max(80).optional(),']],
    fault: {
      quote: 'displayName: z.string().max(80).optional(),',
      category: 'bug',
      severity: 'must-fix',
      title: 'A changed name is not saved',
      doubt: 'web/save-profile.ts still sends name, which the schema strips without an error',
    },
    nearMiss: [
      [
        "return put('/profile', { name, bio });",
        "return put('/profile', { displayName: name, bio });",
        'web/save-profile.ts',
      ],
    ],
    excludedBy: "return put('/profile', { displayName: name, bio });",
  },
  {
    name: 'Java: add folds the case of a key, remove does not',
    kind,
    path: 'src/main/java/bus/Listeners.java',
    before: `package bus;

public class Listeners {
  private final Map<String, Listener> byTopic = new ConcurrentHashMap<>();

  public void add(String topic, Listener listener) {
    byTopic.put(topic, listener);
  }

  public void remove(String topic) {
    byTopic.remove(topic);
  }
}
`,
    planted: [['    byTopic.put(topic, listener);', '    byTopic.put(topic.toLowerCase(Locale.ROOT), listener);']],
    fault: {
      quote: 'byTopic.put(topic.toLowerCase(Locale.ROOT), listener);',
      category: 'bug',
      severity: 'should-fix',
      title: 'A listener of "Orders" can no longer be removed',
      doubt: 'remove looks for the topic as it is written, add keeps it in lower case',
    },
    nearMiss: [['    byTopic.remove(topic);', '    byTopic.remove(topic.toLowerCase(Locale.ROOT));']],
    excludedBy: 'byTopic.remove(topic.toLowerCase(Locale.ROOT));',
  },
  {
    name: 'C: what open allocates and close does not free',
    kind,
    path: 'src/reader.c',
    before: `#include "reader.h"

int reader_open(struct reader *r, size_t size) {
  r->line = malloc(size);
  return r->line ? 0 : -1;
}

void reader_close(struct reader *r) {
  free(r->line);
}
`,
    planted: [
      [
        '  r->line = malloc(size);\n  return r->line ? 0 : -1;',
        '  r->line = malloc(size);\n  r->scratch = malloc(size);\n  return r->line && r->scratch ? 0 : -1;',
      ],
    ],
    fault: {
      quote: 'r->scratch = malloc(size);',
      category: 'performance',
      severity: 'should-fix',
      title: 'Each reader leaves its scratch buffer behind',
      doubt: 'reader_close frees line only',
    },
    nearMiss: [['  free(r->line);', '  free(r->line);\n  free(r->scratch);']],
    excludedBy: 'free(r->scratch);',
  },
];
