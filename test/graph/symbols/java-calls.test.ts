import { describe, expect, it } from 'vitest';
import { edgesOf, resolutionOf } from './edges-of.js';

const SHOP = 'src/main/java/com/acme/shop';
const STORE = `package com.acme.shop;
public class Store extends Base implements Saves {
  private final Log log = new Log();
  public Store(Log log) { super(log); }
  public void save(Order order) { check(order); this.log.write(order.name()); order.lines().get(0).price(); }
  private void check(Order order) { touch(); }
  static Store open() { return new Store(null); }
}
`;
const FILES = {
  [`${SHOP}/Store.java`]: STORE,
  [`${SHOP}/Base.java`]: 'package com.acme.shop;\nclass Base {\n  Base(Log log) {}\n  protected void touch() {}\n}\n',
  [`${SHOP}/Saves.java`]: 'package com.acme.shop;\ninterface Saves {\n  void save(Order order);\n}\n',
  [`${SHOP}/Log.java`]: 'package com.acme.shop;\npublic class Log {\n  void write(String text) {}\n}\n',
  [`${SHOP}/Order.java`]:
    'package com.acme.shop;\nimport java.util.List;\npublic record Order(String name, List<Line> all) {\n  List<Line> lines() { return all; }\n}\n',
  [`${SHOP}/Line.java`]: 'package com.acme.shop;\npublic class Line {\n  int price() { return 1; }\n}\n',
};
const shorter = (edges: readonly string[]) => edges.map((edge) => edge.replaceAll(`${SHOP}/`, ''));

describe('calls of Java', () => {
  it('are resolved by receiver, package, and the classes above', async () => {
    expect(shorter(await edgesOf(FILES))).toEqual([
      'Store.java#Store → Log.java#Log same package',
      'Store.java#Store.Store → Base.java#Base inherited',
      'Store.java#Store.Store → Base.java#Base.Base inherited',
      'Store.java#Store.check → Base.java#Base.touch inherited',
      'Store.java#Store.open → Store.java#Store same file',
      'Store.java#Store.open → Store.java#Store.Store same file',
      'Store.java#Store.save → Line.java#Line.price receiver',
      'Store.java#Store.save → Log.java#Log.write receiver',
      'Store.java#Store.save → Order.java#Order.lines receiver',
      'Store.java#Store.save → Store.java#Store.check receiver',
    ]);
    expect(shorter(await edgesOf(FILES, 'INHERITS'))).toEqual([
      'Store.java#Store → Base.java#Base same package',
      'Store.java#Store → Saves.java#Saves same package',
    ]);
  });

  const APP = 'src/main/java/com/acme/app/App.java';
  const within = (body: string, imports = '') =>
    `package com.acme.app;\n${imports}\nclass App {\n  void run() { ${body} }\n}\n`;
  const STATIC = 'import static com.acme.shop.Store.open;';
  it.each<[string, string, string, string[]]>([
    ['an import', 'Store.open();', 'import com.acme.shop.Store;', ['Store.open receiver']],
    ['an import of all', 'Store.open();', 'import com.acme.shop.*;', ['Store.open receiver']],
    ['a static import', 'open();', STATIC, ['Store.open receiver']],
    ['a static import of all', 'open();', 'import static com.acme.shop.Store.*;', ['Store.open receiver']],
    ['a typed local', 'Store s = make(); s.save(null);', 'import com.acme.shop.Store;', ['Store.save receiver']],
    [
      'a local without a type',
      'var s = Store.open(); s.save(null);',
      'import com.acme.shop.Store;',
      ['Store.open receiver', 'Store.save receiver'],
    ],
    ['a loop', 'for (Store s : all()) s.save(null);', 'import com.acme.shop.Store;', ['Store.save receiver']],
    [
      'a loop over a list',
      'java.util.List<Store> l = null; for (var s : l) s.touch();',
      'import com.acme.shop.Store;',
      [],
    ],
    [
      'a method above',
      'new Store(null).touch();',
      'import com.acme.shop.Store;',
      ['Base.touch inherited', 'Store import', 'Store.Store import'],
    ],
    ['a lambda', 'Runnable r = () -> Store.open();', 'import com.acme.shop.Store;', ['Store.open receiver']],
    ['a pattern', 'if (x() instanceof Store s) s.save(null);', 'import com.acme.shop.Store;', ['Store.save receiver']],
    ['a class without a name', 'new Thread() { void open() {} public void run() { open(); } };', STATIC, []],
    ['nothing that is known', 'Store.open(); save(null); other.save();', '', []],
    ['another class of that name', 'Store.open();', 'import org.other.Store;', []],
  ])('%s', async (_, body, imports, expected) => {
    const edges = await edgesOf({ ...FILES, [APP]: within(body, imports) });
    const own = edges.filter((edge) => edge.startsWith(`${APP}#App.run →`));
    expect(own.map((edge) => edge.replace(/^.* → [^#]*#/, ''))).toEqual(expected);
  });

  it('an inner class calls what stands around it, and is found by its name', async () => {
    const text = `class Outer {
  void a() { new Inner().b(); }
  class Inner { void b() { a(); c(); } void c() {} }
}
`;
    expect(await edgesOf({ 'Outer.java': text })).toEqual([
      'Outer.java#Outer.Inner.b → Outer.java#Outer.Inner.c receiver',
      'Outer.java#Outer.Inner.b → Outer.java#Outer.a receiver',
      'Outer.java#Outer.a → Outer.java#Outer.Inner same file',
      'Outer.java#Outer.a → Outer.java#Outer.Inner.b receiver',
    ]);
  });

  it('a field and a method of one name are two things, and only the method is called', async () => {
    const text = `class Codes {
  static final String[][] ALL = {};
  static final Runnable NONE = null;
  static String[][] ALL() { return ALL; }
  void run() { Codes.ALL(); ALL(); NONE(); }
}
`;
    expect(await edgesOf({ 'Codes.java': text })).toEqual(['Codes.java#Codes.run → Codes.java#Codes.ALL receiver']);
  });

  it('a test that calls a method tests it', async () => {
    const test = `package com.acme.shop;\nclass StoreTest {\n  void saves() { Store.open().save(null); }\n}\n`;
    const { batch } = await resolutionOf({
      ...FILES,
      'test/java/com/acme/shop/StoreTest.java': test.replace(
        'com.acme.shop;',
        'com.acme.shop;\nimport com.acme.shop.Store;',
      ),
    });
    expect(batch.tests.map(({ symbol }) => symbol.qualifiedName).toSorted()).toEqual(['Store.open', 'Store.save']);
  });
});
