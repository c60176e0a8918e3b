import { migrate } from '@pressrun/db/migrate'
import type pg from 'pg'
import { required } from './required.ts'
import { shapeOf } from './shape-of.ts'
import { siblingUrl, withClient } from './with-client.ts'

/** The state of a fresh database. */
export type Template = {
  /** The state of its catalogs: differs when a test changed more than rows. */
  readonly shape: string
  /** Statements that reset the rows of all tables. */
  readonly emptying: string
}

export const template = 'pressrun_template'

/** Any number; only makers of the template use this lock. */
const templateLock = 20_110_417

/**
 * The first process migrates, once per test run; the others copy. The one row of `test_template`, in the database that
 * the client is connected to, marks the template as finished.
 */
export async function ensureTemplate(client: pg.Client): Promise<Template> {
  await client.query('select pg_advisory_lock($1)', [templateLock])
  try {
    await client.query('create table if not exists test_template (shape text, emptying text)')
    const { rows } = await client.query<Template>('select shape, emptying from test_template')
    return rows[0] ?? (await makeTemplate(client))
  } finally {
    await client.query('select pg_advisory_unlock($1)', [templateLock])
  }
}

async function makeTemplate(client: pg.Client): Promise<Template> {
  await client.query(`drop database if exists ${template} with (force)`)
  await client.query(`create database ${template}`)
  const url = siblingUrl(required('PRESSRUN_TEST_DATABASE_URL'), template)
  await migrate(url)
  const made = await withClient(url, async (migrated) => ({
    shape: await shapeOf(migrated),
    emptying: await emptyingOf(migrated),
  }))
  await client.query('insert into test_template values ($1, $2)', [made.shape, made.emptying])
  return made
}

async function emptyingOf(client: pg.Client): Promise<string> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  )
  const statements = tables.map(({ name }) => `delete from ${name}`)
  for (const { name } of tables) {
    const { rows } = await client.query<{ seeds: string | null }>(
      `select quote_literal(json_agg(row)::text) as seeds from ${name} as row`,
    )
    const seeds = rows[0]?.seeds
    if (seeds)
      statements.push(
        `insert into ${name} select * from json_populate_recordset(null::${name}, ${seeds})`,
      )
  }
  return statements.join(';\n')
}
