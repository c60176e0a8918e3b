/**
 * How Postgres is to plan the queries of a look. To plan them anew for each look would cost more than to
 * run them, and a plan that serves any look has to find its rows one by one, by key: otherwise it would
 * read a whole table for a few rows. Plain index scans drop the entries of rows that have moved on when
 * they meet them; bitmap scans would visit those again and again until the next vacuum.
 */
export const planSettings = Object.entries({
  plan_cache_mode: 'force_generic_plan',
  enable_bitmapscan: 'off',
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
}).map(([name, value]) => `set_config('${name}', '${value}', true)`)
