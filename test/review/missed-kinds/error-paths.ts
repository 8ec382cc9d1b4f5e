import type { MissedFault } from './missed-fault.js';

const kind = 'an error path';

export const errorPaths: readonly MissedFault[] = [
  {
    name: 'TypeScript: a list that loads for ever once it has failed',
    kind,
    path: 'src/orders/order-list.ts',
    before: `export class OrderList {
  loading = false;
  rows: Order[] = [];

  async load(): Promise<void> {
    this.rows = await api.orders();
  }
}
`,
    planted: [
      [
        '    this.rows = await api.orders();',
        `    if (this.loading) return;
    this.loading = true;
    this.rows = await api.orders();
    this.loading = false;`,
      ],
    ],
    fault: {
      quote: 'this.loading = true;',
      category: 'bug',
      severity: 'should-fix',
      title: 'After one failed request the list never loads again',
      doubt: 'api.orders may reject, and loading stays true',
    },
    nearMiss: [
      [
        '    this.rows = await api.orders();\n    this.loading = false;',
        `    try {
      this.rows = await api.orders();
    } finally {
      this.loading = false;
    }`,
      ],
    ],
    excludedBy: '} finally {',
  },
  {
    name: 'Java: an invoice that counts as sent before it is',
    kind,
    path: 'src/main/java/billing/SendInvoice.java',
    before: `package billing;

public class SendInvoice {
  private final Invoices invoices;
  private final Mailer mailer;

  public void send(long id) throws MailException {
    mailer.send(invoices.get(id));
  }
}
`,
    planted: [
      [
        '    mailer.send(invoices.get(id));',
        `    Invoice invoice = invoices.get(id);
    invoice.setStatus(Status.SENT);
    invoices.save(invoice);
    mailer.send(invoice);`,
      ],
    ],
    fault: {
      quote: 'invoice.setStatus(Status.SENT);',
      category: 'bug',
      severity: 'must-fix',
      title: 'An invoice whose mail fails is never sent again',
      doubt: 'mailer.send throws after SENT is saved, and the job takes only what is not SENT',
    },
    nearMiss: [
      [
        '  public void send(long id) throws MailException {',
        '  @Transactional(rollbackFor = MailException.class)\n  public void send(long id) throws MailException {',
      ],
    ],
    excludedBy: '@Transactional(rollbackFor = MailException.class)',
  },
  {
    name: 'Go: an error that is only logged',
    kind,
    path: 'cmd/server/config.go',
    before: `package main

import "log"

func start(path string) *Server {
	cfg := defaultConfig()
	return newServer(cfg.Address)
}
`,
    planted: [
      [
        '	cfg := defaultConfig()\n',
        `	cfg, err := readConfig(path)
	if err != nil {
		log.Printf("read %s: %v", path, err)
	}
`,
      ],
    ],
    fault: {
      quote: 'log.Printf("read %s: %v", path, err)',
      category: 'bug',
      severity: 'must-fix',
      title: 'A configuration that cannot be read crashes the start',
      doubt: 'readConfig gives nil with an error, and cfg.Address is read all the same',
    },
    nearMiss: [
      [
        '		log.Printf("read %s: %v", path, err)',
        '		log.Printf("read %s: %v", path, err)\n		cfg = defaultConfig()',
      ],
    ],
    excludedBy: 'cfg = defaultConfig()',
  },
  {
    name: 'Ruby: an import that ends without a word',
    kind,
    path: 'app/jobs/import_prices_job.rb',
    before: `class ImportPricesJob < ApplicationJob
  def perform(supplier)
    supplier.prices.each { |price| Price.store(price) }
    supplier.update!(imported_at: Time.current)
  end
end
`,
    planted: [
      [
        '    supplier.update!(imported_at: Time.current)\n',
        `    supplier.update!(imported_at: Time.current)
  rescue Net::OpenTimeout => e
    Rails.logger.warn("prices of #{supplier.id}: #{e.message}")
`,
      ],
    ],
    fault: {
      quote: 'rescue Net::OpenTimeout => e',
      category: 'bug',
      severity: 'should-fix',
      title: 'An import that timed out counts as done',
      doubt: 'the queue tries again only what raises; after the rescue the job has succeeded',
    },
    nearMiss: [['#{e.message}")\n', '#{e.message}")\n    retry_job(wait: 5.minutes)\n']],
    excludedBy: 'retry_job(wait: 5.minutes)',
  },
];
