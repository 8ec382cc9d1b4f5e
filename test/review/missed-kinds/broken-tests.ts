import type { MissedFault } from './missed-fault.js';

const kind = 'a test that is broken';

export const brokenTests: readonly MissedFault[] = [
  {
    name: 'TypeScript: the size of a page, which a test knows',
    kind,
    path: 'src/list.ts',
    before: `export const PAGE_SIZE = 20;

export function pageOf<T>(rows: readonly T[], page: number): T[] {
  return rows.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
}
`,
    beside: {
      'test/list.test.ts': `it('gives the second page', () => {
  const rows = Array.from({ length: 120 }, (_, n) => n);
  expect(pageOf(rows, 1)[0]).toBe(20);
});
`,
    },
    planted: [['PAGE_SIZE = 20;', 'PAGE_SIZE = 50;']],
    fault: {
      quote: 'export const PAGE_SIZE = 50;',
      category: 'bug',
      severity: 'should-fix',
      title: 'The test of the second page fails',
      doubt: 'test/list.test.ts expects row 20 first on page 1, which is row 50 now',
    },
    nearMiss: [['expect(pageOf(rows, 1)[0]).toBe(20);', 'expect(pageOf(rows, 1)[0]).toBe(50);', 'test/list.test.ts']],
    excludedBy: 'expect(pageOf(rows, 1)[0]).toBe(50);',
  },
  {
    name: 'Python: the words of an error that a test matches',
    kind,
    path: 'app/dates.py',
    before: `from datetime import date


class BadDate(ValueError):
    pass


def parse(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadDate("bad date") from error
`,
    beside: {
      'tests/test_dates.py': `import pytest

from app.dates import BadDate, parse


def test_refuses_words():
    with pytest.raises(BadDate, match="^bad date$"):
        parse("tomorrow")
`,
    },
    planted: [['raise BadDate("bad date") from error', 'raise BadDate(f"not a date: {text!r}") from error']],
    fault: {
      quote: 'raise BadDate(f"not a date: {text!r}") from error',
      category: 'bug',
      severity: 'should-fix',
      title: 'test_refuses_words fails',
      doubt: 'tests/test_dates.py matches the old words from beginning to end',
    },
    nearMiss: [['match="^bad date$"', `match="^not a date: 'tomorrow'$"`, 'tests/test_dates.py']],
    excludedBy: `with pytest.raises(BadDate, match="^not a date: 'tomorrow'$"):`,
  },
  {
    name: 'Go: a field more in the JSON that a test compares',
    kind,
    path: 'api/user.go',
    before: `package api

type User struct {
	ID   int    \`json:"id"\`
	Name string \`json:"name"\`
}
`,
    beside: {
      'api/user_test.go': `package api

func TestUserAsJSON(t *testing.T) {
	got, _ := json.Marshal(User{ID: 7, Name: "Ada"})
	want := \`{"id":7,"name":"Ada"}\`
	if string(got) != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}
`,
    },
    planted: [['	Name string `json:"name"`\n', '	Name string `json:"name"`\n	Bio  string `json:"bio"`\n']],
    fault: {
      quote: 'Bio  string `json:"bio"`',
      category: 'bug',
      severity: 'should-fix',
      title: 'TestUserAsJSON fails',
      doubt: 'api/user_test.go compares the whole text, which has an empty bio now',
    },
    nearMiss: [['want := `{"id":7,"name":"Ada"}`', 'want := `{"id":7,"name":"Ada","bio":""}`', 'api/user_test.go']],
    excludedBy: 'want := `{"id":7,"name":"Ada","bio":""}`',
  },
  {
    name: 'Ruby: a mail that is sent later, and a spec that looks at once',
    kind,
    path: 'app/controllers/orders_controller.rb',
    before: `class OrdersController < ApplicationController
  def create
    order = PlaceOrder.call(order_params)
    OrderMailer.placed(order).deliver_now
    render json: order, status: :created
  end
end
`,
    beside: {
      'spec/requests/orders_spec.rb': `RSpec.describe "POST /orders" do
  it "tells the customer" do
    expect { post "/orders", params: { sku: "A-1" } }
      .to change { ActionMailer::Base.deliveries.count }.by(1)
  end
end
`,
    },
    planted: [['.deliver_now', '.deliver_later']],
    fault: {
      quote: 'OrderMailer.placed(order).deliver_later',
      category: 'bug',
      severity: 'should-fix',
      title: 'The request spec of orders fails',
      doubt: 'orders_spec.rb counts deliveries at once, and the mail waits in the queue of the test adapter',
    },
    nearMiss: [
      [
        '      .to change { ActionMailer::Base.deliveries.count }.by(1)',
        '      .to have_enqueued_mail(OrderMailer, :placed)',
        'spec/requests/orders_spec.rb',
      ],
    ],
    excludedBy: '.to have_enqueued_mail(OrderMailer, :placed)',
  },
];
