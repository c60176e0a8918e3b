import type pg from 'pg'

/**
 * The operator of a server may have settings for all, for a database or for a role that would change the meaning of
 * our statements or the format of their results, or make them slow. So every session sets what it needs.
 */
const settings = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  IntervalStyle: 'postgres',
  extra_float_digits: '1',
  bytea_output: 'hex',
  array_nulls: 'on',
  standard_conforming_strings: 'on',
  transform_null_equals: 'off',
  // Commits are decided by versions of rows; serializable transactions would fail beside others of other rows.
  default_transaction_isolation: String.raw`read\ committed`,
  default_transaction_deferrable: 'off',
  // The planner takes a recursive statement for a very long one: compiling it takes a second, running it milliseconds.
  jit: 'off',
  // This shows a session that it was given these: a pooler may drop them, and mix sessions.
  'pressrun.session': 'own',
}

const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)

/** As the driver takes them: options of the URL alone would replace these. The last of a name counts. */
export function withSessionSettings(
  url: string,
  more: string,
): { readonly connectionString: string; readonly options: string } {
  const address = url.includes('options=') && URL.canParse(url) ? new URL(url) : undefined
  const theirs = address?.searchParams.get('options') ?? ''
  address?.searchParams.delete('options')
  const options = [theirs, ...ours, more].filter((part) => part !== '').join(' ')
  return { connectionString: address?.href ?? url, options }
}

/**
 * Locks, prepared statements and listeners belong to a session. Returns why they would not stay together; undefined
 * where they do.
 */
export async function sessionFault(client: pg.Pool | pg.ClientBase): Promise<string | undefined> {
  const { rows } = await client.query<{ own: boolean }>(
    `select current_setting('pressrun.session', true) is not distinct from 'own' as own`,
  )
  return rows[0]?.own ? undefined : behindPooler
}

const behindPooler =
  'the database is behind a pooler that leaves out what a session asks for ("options"), and may mix sessions:' +
  ' let DATABASE_URL lead to the server itself'
