import type { Pair } from './pair.js';

/** Schemas, migrations, queries, pipelines, settings, images, build and delivery. */
export const DATA_PAIRS: readonly Pair[] = [
  {
    name: 'index concurrently',
    title: 'Find orders by their reference faster',
    files: { 'migrations/0042_order_reference.sql': ['CREATE INDEX idx_orders_reference ON orders (reference);'] },
    right: {
      text: 'On tables with many rows an index is made by CREATE INDEX CONCURRENTLY, outside of a transaction.',
      in: 'migrations/**',
    },
    wrong: [
      { text: 'References of orders are unique within a year.' },
      { text: 'Indexes of the warehouse are dropped before a load.', in: 'warehouse/**' },
    ],
  },
  {
    name: 'not null in two steps',
    title: 'Every customer has a country',
    files: { 'migrations/0043_country.sql': ["ALTER TABLE customers ADD COLUMN country text NOT NULL DEFAULT 'DE';"] },
    right: { text: 'A NOT NULL column is added in two releases: nullable first, then filled, then the constraint.' },
    wrong: [
      { text: 'Countries are ISO codes of two letters.' },
      { text: 'In test data each customer lives in Germany.', in: 'seeds/**' },
    ],
  },
  {
    name: 'soft delete',
    title: 'Let people delete their wish lists',
    files: { 'src/wishes/delete.ts': ["await db.query('DELETE FROM wish_lists WHERE id = $1', [id]);"] },
    right: {
      text: 'Rows that belong to customers are not deleted: set deleted_at, the purge job removes them after 30 days.',
    },
    wrong: [
      { text: 'Wish lists are public unless the customer hides them.' },
      { text: 'Sessions are deleted at once.', in: 'src/sessions/**' },
    ],
  },
  {
    name: 'dbt: incremental',
    title: 'Model for daily revenue',
    files: {
      'models/marts/daily_revenue.sql': [
        "{{ config(materialized='table') }}",
        'select day, sum(amount) from {{ ref("payments") }}',
      ],
    },
    right: {
      text: 'Marts over payments are incremental models with unique_key; a full table takes two hours.',
      in: 'models/marts/**',
    },
    wrong: [
      { text: 'Staging models are views.', in: 'models/staging/**' },
      { text: 'Revenue is counted on the day of the payment, not of the order.' },
    ],
  },
  {
    name: 'pandas: chained assignment',
    title: 'Clean the prices before the training',
    files: { 'ml/prepare.py': ["frame[frame.price < 0]['price'] = 0", "frame.to_parquet('prices.parquet')"] },
    right: { text: 'Negative prices are returns and must stay negative in the training data.' },
    wrong: [
      { text: 'Parquet files are written with snappy.' },
      { text: 'Negative stock is set to zero in the export.', in: 'export/**' },
    ],
  },
  {
    name: 'docker: pinned base',
    title: 'Update the image to Node 22',
    files: { Dockerfile: ['FROM node:22-alpine', 'RUN npm ci'] },
    right: { text: 'Base images are pinned by digest (@sha256), a tag alone is refused.', in: '**/Dockerfile*' },
    wrong: [
      { text: 'npm ci runs with --ignore-scripts in the image.', in: 'ci/**' },
      { text: 'The image runs as the user 10001.', gone: 'other repository' },
    ],
  },
  {
    name: 'kubernetes: limits',
    title: 'Give the worker more memory',
    files: { 'deploy/worker.yaml': ['resources:', '  requests:', '    memory: 2Gi'] },
    right: {
      text: 'Memory has the same request and limit in deployments; without a limit the node kills neighbours.',
      in: 'deploy/**',
    },
    wrong: [
      { text: 'The worker has no CPU limit: it was throttled.', in: 'charts/**' },
      { text: 'Workers scale by the length of the queue.' },
    ],
  },
  {
    name: 'terraform: public bucket',
    title: 'Bucket for the product pictures',
    files: { 'infra/pictures.tf': ['resource "aws_s3_bucket" "pictures" {', '  acl = "public-read"'] },
    right: { text: 'Buckets are private; pictures are served by CloudFront with an origin access identity.' },
    wrong: [
      { text: 'Product pictures are square and have 1200 pixels.' },
      { text: 'Buckets of the sandbox account are emptied on Sundays.', in: 'infra/sandbox/**' },
    ],
  },
  {
    name: 'github actions: permissions',
    title: 'Publish the package from CI',
    files: { '.github/workflows/publish.yml': ['on: release', 'jobs:', '  publish:', '    runs-on: ubuntu-latest'] },
    right: { text: 'Every workflow has a permissions block with the least it needs.', in: '.github/workflows/**' },
    wrong: [
      { text: 'Packages are published by a person with two factors.', gone: 'run out' },
      { text: 'CI of pull requests runs on our own machines.' },
    ],
  },
  {
    name: 'helm: secrets',
    title: 'Pass the mail password to the chart',
    files: { 'charts/shop/values.yaml': ['mail:', '  password: ""', '  host: mail.acme.test'] },
    right: { text: 'Values files hold no passwords, not even empty ones: use an ExternalSecret.', in: 'charts/**' },
    wrong: [
      { text: 'The mail host of the staging is a sink.' },
      { text: 'Values of the demo chart are all public.', in: 'demo/**' },
    ],
  },
  {
    name: 'shell: strict mode',
    title: 'Script that rotates the backups',
    files: { 'scripts/rotate.sh': ['#!/bin/bash', 'cd $BACKUPS', 'rm -rf old'] },
    right: { text: 'Shell scripts start with set -euo pipefail and quote every variable.', in: 'scripts/**' },
    wrong: [
      { text: 'Backups are kept for 35 days.' },
      { text: 'Scripts of the image have no bash, only sh.', in: 'docker/**' },
    ],
  },
  {
    name: 'proto: field numbers',
    title: 'Drop the old address from the order message',
    files: { 'proto/order.proto': ['message Order {', '  string id = 1;', '  string street = 3;'] },
    right: { text: 'A removed field of a proto message is marked as reserved, with its number and name.' },
    wrong: [
      { text: 'The old address is needed until the carrier has moved.' },
      { text: 'Messages of the internal bus may change at will.', in: 'bus/**' },
    ],
  },
  {
    name: 'openapi: breaking change',
    title: 'Rename zip to postcode in the address of the API',
    files: { 'api/openapi.yaml': ['postcode:', '  type: string'] },
    right: { text: 'Fields of the public API are not renamed; add the new one and keep the old for a year.' },
    wrong: [
      { text: 'Postcodes are text: some begin with a zero.' },
      { text: 'The internal API has no versions.', in: 'internal/**' },
    ],
  },
  {
    name: 'kafka: keys',
    title: 'Publish price changes',
    files: { 'internal/events/publish.go': ['writer.WriteMessages(ctx, kafka.Message{Value: body})'] },
    right: { text: 'Every Kafka message has a key, the id of its entity: without one the order of events is lost.' },
    wrong: [
      { text: 'Price changes are published at most once a minute.' },
      { text: 'Messages on the audit topic have no key.', in: 'internal/audit/**' },
    ],
  },
  {
    name: 'redis: ttl',
    title: 'Remember the last search of a visitor',
    files: { 'src/search/last.ts': ['await redis.set(`search:${visitor}`, query);'] },
    right: { text: 'Every key in Redis gets a TTL (EX); it once filled up and took the shop down.' },
    wrong: [
      { text: 'Searches without a result are read by the buyers each week.' },
      { text: 'Locks in Redis are released by their owner.', in: 'src/locks/**' },
    ],
  },
  {
    name: 'css: z-index',
    title: 'The cookie banner stands above the menu',
    files: { 'src/styles/banner.css': ['.banner {', '  z-index: 99999;', '}'] },
    right: { text: 'z-index comes from the scale in layers.css by a variable, no number of one’s own.' },
    wrong: [
      { text: 'The cookie banner is asked for by law and comes first.' },
      { text: 'The menu is fixed on small screens.' },
    ],
  },
  {
    name: 'generated files',
    title: 'Fix a typo in the client',
    files: { 'src/gen/client.ts': ['/** Reads the oder. */', 'export function readOrder() {}'] },
    right: {
      text: 'Files in src/gen are written by make generate; a change there is lost, mend the template.',
      in: 'src/gen/**',
    },
    wrong: [
      { text: 'Typos in texts for customers are mended in the translation service.' },
      { text: 'Clients of the bank are written by hand.', in: 'src/bank/**' },
    ],
  },
];
