import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { queryOnce } from '../servers/postgres.ts'

/** What a Postgres needs at its start to record statements. */
export const STATEMENTS_SETTINGS = { shared_preload_libraries: 'pg_stat_statements' }

export const STATEMENTS_FILE = 'statements.txt'

const HEAVIEST = `
  select round(total_exec_time)::int as total_ms, calls::int, rows::int,
         round((total_exec_time / calls)::numeric, 3)::float8 as each_ms,
         regexp_replace(left(query, 160), '\\s+', ' ', 'g') as query
  from pg_stat_statements
  order by total_exec_time desc
  limit 20`

export async function countStatements(databaseUrl: string): Promise<void> {
  await queryOnce(databaseUrl, 'create extension if not exists pg_stat_statements')
}

/** Writes the heaviest statements beside the CPU profiles: a line each, the largest total first. */
export async function keepStatements(databaseUrl: string, directory: string): Promise<void> {
  const rows = await queryOnce(databaseUrl, HEAVIEST)
  const lines = rows.map((row) => {
    const [total, calls, each] = [row['total_ms'], row['calls'], row['each_ms']].map(Number)
    return `${total} ms, ${calls} calls of ${each} ms, ${Number(row['rows'])} rows: ${row['query'] as string}`
  })
  writeFileSync(join(directory, STATEMENTS_FILE), `${lines.join('\n')}\n`)
}
