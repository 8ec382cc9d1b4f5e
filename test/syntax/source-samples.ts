import type { Language } from '../../src/syntax/language-of.js';

export interface SourceSample {
  language: Language;
  text: string;
  /** `kind container.name start-signatureEnd-end`, one a line. */
  symbols: string;
  imports: string[];
}

const typescript = `import { Order, type Line } from './order.js';
import * as money from '../money/round.js';
export * from './status.js';

/** At most so many lines. */
export const MAX_LINES = 100;
const cache = new Map<string, number>(),
  other = 2;

export interface Basket {
  lines: Line[];
  total(): number;
}
export type Id = string;
export enum Status {
  Open,
}

@Entity()
export class OrderStore<T extends Order> extends Base {
  private readonly onSave = () => this.flush();
  constructor(private readonly db: Db) {
    super();
  }
  async find(
    id: Id,
  ): Promise<T | null> {
    const row = await this.db.get(id);
    const parse = (text: string) => JSON.parse(text);
    return parse(row);
  }
  get size() {
    return this.db.size;
  }
}

export function total(lines: Line[]): number;
export function total(lines: Line[], rate = 1): number {
  const sum = lines.reduce((all, line) => all + line.price, 0);
  return money.round(sum * rate);
}
export const save = async (order: Order) => {
  await cache.set(order.id, total(order.lines));
};
export const routes = {
  list() {
    return [];
  },
  show: (id: Id) => id,
};
namespace Legacy {
  export function old() {}
}
export default (id: Id) => id;
`;

const python = `import os.path as p, sys
from . import models
from .models.order import Order, Line as L
from shop.money import *

MAX_LINES = 100
rate: float = 1.5


@dataclass
@register("orders")
class OrderStore(Base):
    table = "orders"

    def __init__(self, db):
        self.db = db

    @property
    def size(
        self,
    ) -> int:
        return len(self.db)

    async def find(self, id):
        def parse(row):
            return Order(row)

        return parse(await self.db.get(id))


@cache
def total(lines, rate=1):
    sum = 0
    return sum


if sys.platform == "win32":
    def sep():
        return "\\\\"
`;

const go = `package orders

import (
	"fmt"
	m "example.org/shop/money"
)

const MaxLines = 100

const (
	Open = iota
	Closed
)

var ErrNone = fmt.Errorf("none")

type Store[T any] struct {
	db map[string]T
}

type Finder interface {
	Find(id string) (*Order, error)
}

type (
	ID   string
	Rate = float64
)

func (s *Store[T]) Find(id string) (*T, error) {
	local := 1
	get := func() T { return s.db[id] }
	v := get()
	return &v, nil
}

func Total(
	lines []Line,
) int {
	return m.Round(len(lines))
}
`;

const java = `package shop.orders;

import shop.money.Round;
import static shop.money.Rates.DEFAULT;
import java.util.*;

@Service
public class OrderStore<T> extends Base implements Store {
    static final int MAX_LINES = 100;
    private final Db db;

    public OrderStore(Db db) {
        this.db = db;
    }

    @Override
    public T find(String id)
            throws NotFound {
        Function<String, T> parse = text -> Json.parse(text);
        return parse.apply(db.get(id));
    }

    static class Row {
        int size() { return 0; }
    }

    enum Status { OPEN, CLOSED }
}

interface Store {
    int LIMIT = 3;
    Object find(String id);
}

record Line(int price, int count) {
    Line {
        if (price < 0) throw new IllegalArgumentException();
    }
}
`;

const ruby = `require 'json'
require 'shop/money'
require_relative 'order'

MAX_LINES = 100

module Shop
  class OrderStore < Base
    TABLE = 'orders'
    attr_reader :db

    def initialize(db)
      @db = db
    end

    def self.open(path)
      new(Db.open(path))
    end

    class << self
      def default; end
    end

    def find!(id) = db.get(id)

    private def parse(row)
      row.map { |cell| cell }
    end
  end
end

class Shop::Line; end

def total(lines)
  sum = 0
  sum
end
`;

const rust = `use crate::{money::{round, Rate as R}, orders};
use super::store::*;
mod lines;

pub const MAX_LINES: usize = 100;
static NAME: &str = "orders";
pub type Id = u32;

#[derive(Debug)]
pub struct Store<T> {
    db: Db<T>,
}

pub enum Status {
    Open,
}

pub trait Find {
    fn find(&self, id: Id) -> Option<Order>;
    fn size(&self) -> usize {
        0
    }
}

impl<T> Find for Store<T> {
    fn find(&self, id: Id) -> Option<Order>
    where
        T: Clone,
    {
        let parse = |row| Order::from(row);
        self.db.get(id).map(parse)
    }
}

mod tests {
    fn check() {}
}

macro_rules! order {
    () => {};
}
`;

const php = `<?php
namespace Shop\\Orders;

use Shop\\Money\\{Round, Rate as R};
use Shop\\Db;
use function Shop\\helper;
require_once __DIR__ . '/lib.php';

const MAX_LINES = 100;

interface Finder {
    public function find(string $id): ?Order;
}

abstract class OrderStore extends Base implements Finder
{
    const TABLE = 'orders';
    private Db $db;

    public function __construct(Db $db)
    {
        $this->db = $db;
    }

    public function find(string $id): ?Order
    {
        $parse = fn($row) => new Order($row);
        return $parse($this->db->get($id));
    }
}

trait Sized {
    function size() { return 0; }
}

enum Status: string {
    case Open = 'open';
    public function label(): string { return 'x'; }
}

function total(array $lines): int
{
    return array_sum($lines);
}
`;

const sharp = `using System;
using Shop.Money;
using static Shop.Rates;
using Row = Shop.Db.Row;

namespace Shop.Orders
{
    public delegate void Saved(Order order);

    [Serializable]
    public class OrderStore<T> : Base, IStore
    {
        const int MaxLines = 100;
        static readonly string Table = "orders";
        private readonly Db db;

        public int Size { get; set; }

        public OrderStore(Db db)
        {
            this.db = db;
        }

        public async Task<T> Find(string id)
        {
            int Parse(string text) { return text.Length; }
            var rows = list.Select(x => x);
            return await db.Get(id);
        }
    }

    public interface IStore
    {
        Task Find(string id);
    }

    public record Line(int Price, int Count);

    public enum Status { Open, Closed }
}
`;

const cpp = `#include "orders/store.h"
#include <vector>
#define MAX_LINES 100
#define SQUARE(x) ((x) * (x))

namespace shop::orders {

static const int kLimit = 3;
enum class Status { Open };
using Id = int;
typedef struct { int price; } Line;
typedef int (*Parse)(const char *);

template <typename T>
class Store : public Base {
 public:
  explicit Store(Db db);
  ~Store() {}
  int size() const { return 0; }
  bool operator==(const Store &other) const { return true; }
  T *find(Id id);
  int count;
};

template <typename T>
T *Store<T>::find(Id id)
{
  Row row(id);
  auto parse = [](int x) { return x; };
  return db.get(id);
}

const Line &first(const std::vector<Line> &lines) { return lines[0]; }

int total(int count);

extern "C" {
void shop_free(void *p) {}
}

}  // namespace shop::orders
`;

const c = `#include "store.h"

struct node {
  int value;
  struct node *next;
};

enum state { OPEN, CLOSED };

static struct node *head = 0;

static struct node *
find(int value)
{
  struct node *at = head;
  return at;
}

int (*handler)(int);

unsigned long long count(void) { return 0; }
`;

/** One realistic source a language, with what it defines and imports. */
export const SAMPLES: SourceSample[] = [
  {
    language: 'typescript',
    text: typescript,
    symbols: `
constant MAX_LINES 6-6-6
constant cache 7-7-7
constant other 8-8-8
type Basket 10-10-13
method Basket.total 12-12-12
type Id 14-14-14
type Status 15-15-17
class OrderStore 19-20-35
method OrderStore.onSave 21-21-21
method OrderStore.constructor 22-22-24
method OrderStore.find 25-27-31
function find.parse 29-29-29
method OrderStore.size 32-32-34
function total 37-37-37
function total 38-38-41
function save 42-42-44
constant routes 45-50-50
method routes.list 46-46-48
method routes.show 49-49-49
namespace Legacy 51-51-53
function Legacy.old 52-52-52
function default 54-54-54
`,
    imports: ['./order.js', '../money/round.js', './status.js'],
  },
  {
    language: 'python',
    text: python,
    symbols: `
constant MAX_LINES 6-6-6
constant rate 7-7-7
class OrderStore 10-12-28
method OrderStore.__init__ 15-15-16
method OrderStore.size 18-21-22
method OrderStore.find 24-24-28
function find.parse 25-25-26
function total 31-32-34
function sep 38-38-39
`,
    imports: [
      'os.path',
      'sys',
      '.',
      '.models',
      '.models.order',
      '.models.order.Order',
      '.models.order.Line',
      'shop.money',
    ],
  },
  {
    language: 'go',
    text: go,
    symbols: `
constant MaxLines 8-8-8
constant Open 11-11-11
constant Closed 12-12-12
constant ErrNone 15-15-15
type Store 17-19-19
type Finder 21-23-23
method Finder.Find 22-22-22
type ID 26-26-26
type Rate 27-27-27
method Store.Find 30-30-35
function Total 37-39-41
`,
    imports: ['fmt', 'example.org/shop/money'],
  },
  {
    language: 'java',
    text: java,
    symbols: `
class OrderStore 7-8-28
constant OrderStore.MAX_LINES 9-9-9
method OrderStore.OrderStore 12-12-14
method OrderStore.find 16-18-21
class OrderStore.Row 23-23-25
method Row.size 24-24-24
class OrderStore.Status 27-27-27
class Store 30-30-33
constant Store.LIMIT 31-31-31
method Store.find 32-32-32
class Line 35-35-39
method Line.Line 36-36-38
`,
    imports: ['shop.money.Round', 'shop.money.Rates.DEFAULT', 'java.util.*'],
  },
  {
    language: 'ruby',
    text: ruby,
    symbols: `
constant MAX_LINES 5-5-5
class Shop 7-7-30
class Shop.OrderStore 8-8-29
constant OrderStore.TABLE 9-9-9
method OrderStore.initialize 12-12-14
method OrderStore.open 16-16-18
method OrderStore.default 21-21-21
method OrderStore.find! 24-24-24
method OrderStore.parse 26-26-28
class Line 32-32-32
function total 34-34-37
`,
    imports: ['json', 'shop/money', './order'],
  },
  {
    language: 'rust',
    text: rust,
    symbols: `
constant MAX_LINES 5-5-5
constant NAME 6-6-6
type Id 7-7-7
type Store 10-10-12
type Status 14-14-16
class Find 18-18-23
method Find.find 19-19-19
method Find.size 20-20-22
class Store 25-25-33
method Store.find 26-28-32
namespace tests 35-35-37
function tests.check 36-36-36
function order 39-41-41
`,
    imports: ['crate::money::round', 'crate::money::Rate', 'crate::orders', 'super::store', 'self::lines'],
  },
  {
    language: 'php',
    text: php,
    symbols: `
constant MAX_LINES 9-9-9
class Finder 11-11-13
method Finder.find 12-12-12
class OrderStore 15-15-30
constant OrderStore.TABLE 17-17-17
method OrderStore.__construct 20-20-23
method OrderStore.find 25-25-29
class Sized 32-32-34
method Sized.size 33-33-33
class Status 36-36-39
method Status.label 38-38-38
function total 41-41-44
`,
    imports: ['Shop\\Money\\Round', 'Shop\\Money\\Rate', 'Shop\\Db', 'Shop\\helper', './lib.php'],
  },
  {
    language: 'c-sharp',
    text: sharp,
    symbols: `
namespace Orders 6-6-40
type Orders.Saved 8-8-8
class Orders.OrderStore 10-11-30
constant OrderStore.MaxLines 13-13-13
constant OrderStore.Table 14-14-14
method OrderStore.Size 17-17-17
method OrderStore.OrderStore 19-19-22
method OrderStore.Find 24-24-29
function Find.Parse 26-26-26
class Orders.IStore 32-32-35
method IStore.Find 34-34-34
class Orders.Line 37-37-37
type Orders.Status 39-39-39
`,
    imports: ['System', 'Shop.Money', 'Shop.Rates', 'Shop.Db.Row'],
  },
  {
    language: 'cpp',
    text: cpp,
    symbols: `
constant MAX_LINES 3-3-3
function SQUARE 4-4-4
namespace orders 6-6-41
constant orders.kLimit 8-8-8
type orders.Status 9-9-9
type orders.Id 10-10-10
type orders.Line 11-11-11
type orders.Parse 12-12-12
class orders.Store 14-15-23
method Store.Store 17-17-17
method Store.Store 18-18-18
method Store.size 19-19-19
method Store.operator== 20-20-20
method Store.find 21-21-21
method Store.find 25-26-31
function orders.first 33-33-33
function orders.total 35-35-35
function orders.shop_free 38-38-38
`,
    imports: ['orders/store.h', 'vector'],
  },
  {
    language: 'cpp',
    text: c,
    symbols: `
class node 3-3-6
type state 8-8-8
constant head 10-10-10
function find 12-13-17
constant handler 19-19-19
function count 21-21-21
`,
    imports: ['store.h'],
  },
];
