import type { MissedFault } from './missed-fault.js';

const kind = 'a value written back as value + 1';

export const lostUpdates: readonly MissedFault[] = [
  {
    name: 'TypeScript: views of a post are counted in the process',
    kind,
    path: 'src/posts/count-view.ts',
    before: `import { database } from '../database.js';
import { Post } from './post.js';

export async function countView(id: string): Promise<void> {
  await database.getRepository(Post).increment({ id }, 'views', 1);
}
`,
    planted: [
      [
        "  await database.getRepository(Post).increment({ id }, 'views', 1);",
        `  await database.transaction(async (tx) => {
    const post = await tx.findOneByOrFail(Post, { id });
    const views = post.views + 1;
    await tx.update(Post, { id }, { views, lastViewedAt: new Date() });
  });`,
      ],
    ],
    fault: {
      quote: 'const views = post.views + 1;',
      category: 'bug',
      severity: 'should-fix',
      title: 'Two views at once count as one',
      doubt: 'the row is read without a lock; at read committed the second transaction writes the same sum',
    },
    nearMiss: [
      [
        'await tx.findOneByOrFail(Post, { id });',
        "await tx.findOneOrFail(Post, { where: { id }, lock: { mode: 'pessimistic_write' } });",
      ],
    ],
    excludedBy: "const post = await tx.findOneOrFail(Post, { where: { id }, lock: { mode: 'pessimistic_write' } });",
  },
  {
    name: 'Ruby: stock is read, then written less what was ordered',
    kind,
    path: 'app/services/reserve_stock.rb',
    before: `class ReserveStock
  def call(product_id, quantity)
    Product.where(id: product_id).update_all(["stock = stock - ?", quantity])
  end
end
`,
    planted: [
      [
        '    Product.where(id: product_id).update_all(["stock = stock - ?", quantity])',
        `    Product.transaction do
      product = Product.find(product_id)
      raise OutOfStock if product.stock < quantity
      product.update!(stock: product.stock - quantity)
    end`,
      ],
    ],
    fault: {
      quote: 'product.update!(stock: product.stock - quantity)',
      category: 'bug',
      severity: 'must-fix',
      title: 'The last piece can be sold twice',
      doubt: 'two orders read the same stock before either writes',
    },
    nearMiss: [['      product = Product.find(product_id)', '      product = Product.lock.find(product_id)']],
    excludedBy: 'product = Product.lock.find(product_id)',
  },
  {
    name: 'Java: points of an account are added in memory',
    kind,
    path: 'src/main/java/shop/PointsService.java',
    before: `package shop;

public class PointsService {
  private final AccountRepository accounts;

  public int points(long accountId) {
    return accounts.get(accountId).getPoints();
  }
}
`,
    beside: {
      'src/main/java/shop/Account.java': `package shop;

@Entity
public class Account {
  @Id
  private long id;
  private int points;
}
`,
    },
    planted: [
      [
        '  public int points(long accountId) {',
        `  @Retryable(OptimisticLockException.class)
  @Transactional
  public void earn(long accountId, int earned) {
    Account account = accounts.get(accountId);
    account.setPoints(account.getPoints() + earned);
    accounts.save(account);
  }

  public int points(long accountId) {`,
      ],
    ],
    fault: {
      quote: 'account.setPoints(account.getPoints() + earned);',
      category: 'bug',
      severity: 'should-fix',
      title: 'Points that are earned at the same time are lost',
      doubt: 'Account has no version, so that no conflict is ever noticed and the retry never runs',
    },
    nearMiss: [
      [
        '  private int points;',
        '  private int points;\n  @Version\n  private long version;',
        'src/main/java/shop/Account.java',
      ],
    ],
    excludedBy: '@Version',
  },
  {
    name: 'Go: the next number of an invoice',
    kind,
    path: 'invoice/numbers.go',
    before: `package invoice

import "sync"

type Numbers struct {
	mu   sync.Mutex
	last map[string]int
}
`,
    planted: [
      [
        '	last map[string]int\n}\n',
        `	last map[string]int
}

// Next is called by every request that creates an invoice.
func (n *Numbers) Next(tenant string) int {
	number := n.last[tenant] + 1
	n.last[tenant] = number
	return number
}
`,
      ],
    ],
    fault: {
      quote: 'number := n.last[tenant] + 1',
      category: 'bug',
      severity: 'must-fix',
      title: 'Two invoices get the same number',
      doubt: 'requests run side by side, and the map is read and written without the mutex',
    },
    nearMiss: [
      ['	number := n.last[tenant] + 1', '	n.mu.Lock()\n	defer n.mu.Unlock()\n	number := n.last[tenant] + 1'],
    ],
    excludedBy: 'n.mu.Lock()',
  },
];
