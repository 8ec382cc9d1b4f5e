/** What the shop runs on at the tip of `main`. */
export const SHOP_DEPENDENCIES = { '@hono/node-server': '1.13.7', hono: '4.6.11', pg: '8.13.1', zod: '3.23.8' };
