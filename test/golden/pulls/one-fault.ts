import type { GoldenPull } from '../golden-pull.js';

const SEARCH = `import type { Pool } from 'pg';

export interface Customer {
  id: number;
  name: string;
}

/** Customers whose name begins with \`prefix\`, by name. */
export async function findCustomers(database: Pool, prefix: string): Promise<Customer[]> {
  const { rows } = await database.query('SELECT id, name FROM customers WHERE name LIKE $1 ORDER BY name', [
    \`\${prefix}%\`,
  ]);
  return rows;
}
`;

/** A search gets another filter, put into the query as text. */
export const oneFault: GoldenPull = {
  name: 'one-fault',
  title: 'Search customers by city',
  body: 'Support wants to narrow the list down to a city.',
  author: 'alice',
  branch: 'customers-by-city',
  base: {
    'src/customers/find-customers.ts': SEARCH,
    'test/customers/find-customers.test.ts':
      "it('finds by prefix', async () => {\n  expect(await findCustomers(database, 'An')).toHaveLength(2);\n});\n",
  },
  pushes: [
    {
      head: {
        'src/customers/find-customers.ts': `${SEARCH}
/** Customers of a city, by name. */
export async function customersIn(database: Pool, request: Request): Promise<Customer[]> {
  const { rows } = await database.query(\`SELECT id, name FROM customers WHERE city = '\${request.query.city}' ORDER BY name\`);
  return rows;
}
`,
        'test/customers/find-customers.test.ts':
          "it('finds by prefix', async () => {\n  expect(await findCustomers(database, 'An')).toHaveLength(2);\n});\n\nit('finds by city', async () => {\n  expect(await customersIn(database, 'Oslo')).toHaveLength(1);\n});\n",
      },
      claude: {
        summary:
          'Adds a search for customers by city. The city goes into the SQL as text: bind it as the prefix is bound.',
        risk: 'high',
      },
    },
  ],
};
