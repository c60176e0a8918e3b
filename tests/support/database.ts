import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { emptyDatabase } from './empty-database.ts'
import { required } from './required.ts'
import { ensureTemplate, template, type Template } from './template.ts'
import { siblingUrl, withClient } from './with-client.ts'

export type TestDatabase = AsyncDisposable & { readonly url: string }

/** Databases that tests of this file returned, empty: the next test takes one of them. */
const free: string[] = []

/** The state of a fresh database; known once this file has made one. */
let fresh: Template | undefined

/**
 * A database with the current schema and nothing else in it. A file makes one for each that its tests use at the same
 * time. Returning it fails while clients are still connected to it: work that goes on in it would disturb the next
 * test.
 */
export async function createDatabase(): Promise<TestDatabase> {
  const name = free.pop() ?? (await copyTemplate())
  const url = siblingUrl(required('PRESSRUN_TEST_DATABASE_URL'), name)
  return { url, [Symbol.asyncDispose]: () => giveBack(name, url) }
}

async function copyTemplate(): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await withMaintenance(async (client) => {
    fresh ??= await ensureTemplate(client)
    // Copying files beats logging every page of a database that is never recovered.
    await client.query(`create database ${name} template ${template} strategy file_copy`)
  })
  return name
}

async function giveBack(name: string, url: string): Promise<void> {
  let reusable = false
  try {
    reusable = fresh !== undefined && (await emptyDatabase(url, fresh))
  } finally {
    if (reusable) free.push(name)
    else await drop([name])
  }
}

const drop = (names: readonly string[]): Promise<void> =>
  withMaintenance(async (client) => {
    for (const name of names) await client.query(`drop database if exists ${name} with (force)`)
  })

const withMaintenance = <T>(use: (client: pg.Client) => Promise<T>): Promise<T> =>
  withClient(required('PRESSRUN_TEST_DATABASE_URL'), use)

// The tests of a file are over when nothing of it is left to happen.
process.on('beforeExit', () => {
  if (free.length > 0) void drop(free.splice(0))
})
