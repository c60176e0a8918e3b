import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import pg from 'pg'
import { openDatabase } from './database.ts'
import { schemaFault } from './fitness/schema-fault.ts'

const foreign = {
  TimeZone: 'Australia/Lord_Howe',
  DateStyle: 'sql, dmy',
  IntervalStyle: 'sql_standard',
  extra_float_digits: '-5',
  bytea_output: 'escape',
  array_nulls: 'off',
  transform_null_equals: 'on',
  default_transaction_isolation: 'serializable',
  jit: 'on',
}

suite('a database with settings of its operator', () => {
  test('gives the same results as one without', async () => {
    await using created = await createDatabase()
    await using operator = openDatabase({ url: created.url, connectionsMax: 1 })
    const { rows: named } = await operator.pool.query<{ name: string }>(
      'select quote_ident(current_database()) as name',
    )
    for (const [name, value] of Object.entries(foreign))
      await operator.pool.query(`alter database ${named[0]?.name} set ${name} = '${value}'`)

    const theirs = '?options=-c%20DateStyle%3DGerman%20-c%20work_mem%3D5MB'
    for (const url of [created.url, created.url + theirs]) {
      await using database = openDatabase({ url })
      const { rows } = await database.pool.query(
        `select '2026-03-29T01:00:00.25Z'::timestamptz as at, '1 day 2 hours'::interval::text as wait,
                0.1::float8 + 0.2 as rate, '\\x00ff'::bytea::text as bytes, '{NULL,a}'::text[] as texts,
                (select null = null) as same, current_setting('transaction_isolation') as isolation,
                current_setting('jit') as compiling`,
      )
      assert.deepEqual(rows, [
        {
          at: '2026-03-29T01:00:00.250Z',
          wait: '1 day 02:00:00',
          rate: 0.30000000000000004,
          bytes: String.raw`\x00ff`,
          texts: [null, 'a'],
          same: null,
          isolation: 'read committed',
          compiling: 'off',
        },
      ])
    }
    await using database = openDatabase({ url: created.url + theirs })
    const { rows } = await database.pool.query('show work_mem')
    assert.deepEqual(rows, [{ work_mem: '5MB' }])
  })

  test('is refused over a pooler that drops what a session sets', async () => {
    await using created = await createDatabase()
    await using database = openDatabase({ url: created.url, connectionsMax: 1 })
    assert.equal(await schemaFault(database.pool), undefined)
    const pooled = new pg.Pool({ connectionString: created.url })
    try {
      assert.match((await schemaFault(pooled)) ?? '', /behind a pooler.*DATABASE_URL/)
    } finally {
      await pooled.end()
    }
  })
})
