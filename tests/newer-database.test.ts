import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { suite, test } from 'node:test'
import pg from 'pg'
import { createDatabase } from './support/index.ts'

const services = ['gateway', 'scheduler', 'publisher', 'analytics']

suite('a database that a later version has migrated', { concurrency: true }, () => {
  for (const service of services)
    test(`keeps the ${service} from starting, with the reason`, async () => {
      await using database = await createDatabase()
      await migratedByALaterVersion(database.url)
      const { code, said: output } = await ended(service, database.url)
      assert.equal(code, 78)
      assert.match(output, /cannot start: the database is newer than this version.*999-later/)
    })
})

async function migratedByALaterVersion(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`insert into kysely_migration values ('999-later', '2030-01-01')`)
  await client.end()
}

async function ended(service: string, databaseUrl: string) {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env
  const main = join(import.meta.dirname, `../services/${service}/src/main.ts`)
  const child = spawn(process.execPath, [main], {
    env: {
      PATH,
      HOME,
      NODE_COMPILE_CACHE,
      DATABASE_URL: databaseUrl,
      // NATS is absent: the reason must come before NATS is needed.
      NATS_URL: 'nats://127.0.0.1:1',
      PRESSRUN_PORT: '0',
      PRESSRUN_METRICS_PORT: '0',
      PRESSRUN_SECRET_KEY: 'a long key for tests',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return { code, said: output }
}
