import type { MissedFault } from './missed-fault.js';

const kind = 'a unit, an order, a time zone';

export const unitsAndOrder: readonly MissedFault[] = [
  {
    name: 'JavaScript: seconds of a header as milliseconds',
    kind,
    path: 'lib/poll.js',
    before: `export function again(response, poll) {
  setTimeout(poll, 30_000);
}
`,
    planted: [
      [
        '  setTimeout(poll, 30_000);',
        "  const wait = Number(response.headers.get('x-poll-seconds') ?? 30);\n  setTimeout(poll, wait);",
      ],
    ],
    fault: {
      quote: 'setTimeout(poll, wait);',
      category: 'bug',
      severity: 'should-fix',
      title: 'A server that asks for 30 seconds is asked again after 30 milliseconds',
      doubt: 'x-poll-seconds counts seconds, setTimeout milliseconds',
    },
    nearMiss: [["('x-poll-seconds') ?? 30);", "('x-poll-seconds') ?? 30) * 1000;"]],
    excludedBy: "const wait = Number(response.headers.get('x-poll-seconds') ?? 30) * 1000;",
  },
  {
    name: 'Python: local time beside what is kept in UTC',
    kind,
    path: 'app/invites.py',
    before: `from datetime import datetime, timezone


class Invite(Model):
    expires_at = DateTime()  # UTC, without a zone

    def accept(self, user):
        self.team.add(user)
`,
    planted: [
      [
        '        self.team.add(user)',
        `        now = datetime.now()
        if self.expires_at < now:
            raise Expired(self)
        self.team.add(user)`,
      ],
    ],
    fault: {
      quote: 'if self.expires_at < now:',
      category: 'bug',
      severity: 'should-fix',
      title: 'Invites end hours too early or too late',
      doubt: 'expires_at is UTC, datetime.now() is the time of the machine',
    },
    nearMiss: [['        now = datetime.now()', '        now = datetime.now(timezone.utc).replace(tzinfo=None)']],
    excludedBy: 'now = datetime.now(timezone.utc).replace(tzinfo=None)',
  },
  {
    name: 'Java: milliseconds of a setting as seconds',
    kind,
    path: 'src/main/java/http/Clients.java',
    before: `package http;

public class Clients {
  public Client create(Settings settings) {
    Client client = new Client(settings.baseUrl());
    return client;
  }
}
`,
    beside: {
      'src/main/java/http/Settings.java':
        'package http;\n\n/** timeout: in milliseconds. */\nrecord Settings(String baseUrl, long timeout) {}\n',
    },
    planted: [
      [
        '    return client;',
        `    long timeout = settings.timeout();
    client.setReadTimeout(Duration.ofSeconds(timeout));
    return client;`,
      ],
    ],
    fault: {
      quote: 'client.setReadTimeout(Duration.ofSeconds(timeout));',
      category: 'bug',
      severity: 'should-fix',
      title: 'A timeout of 5 seconds lasts more than an hour',
      doubt: 'Settings says milliseconds, Duration.ofSeconds takes seconds',
    },
    nearMiss: [
      ['long timeout = settings.timeout();', 'long timeout = TimeUnit.MILLISECONDS.toSeconds(settings.timeout());'],
    ],
    excludedBy: 'long timeout = TimeUnit.MILLISECONDS.toSeconds(settings.timeout());',
  },
  {
    name: 'C: the order of bytes on the wire',
    kind,
    path: 'src/packet.c',
    before: `#include "packet.h"

void packet_init(struct packet *p, uint8_t type) {
  memset(p, 0, sizeof *p);
  p->type = type;
}
`,
    planted: [
      [
        'void packet_init(struct packet *p, uint8_t type) {\n  memset(p, 0, sizeof *p);\n  p->type = type;',
        `/* All numbers of a packet are big-endian. */
void packet_init(struct packet *p, uint8_t type, uint16_t size) {
  memset(p, 0, sizeof *p);
  p->type = type;
  p->size = size;`,
      ],
    ],
    fault: {
      quote: 'p->size = size;',
      category: 'bug',
      severity: 'must-fix',
      title: 'The size is sent in the order of the host',
      doubt: 'on x86 a size of 1 is read as 256 by the other side',
    },
    nearMiss: [['  p->type = type;\n', '  p->type = type;\n  size = htons(size);\n']],
    excludedBy: 'size = htons(size);',
  },
];
