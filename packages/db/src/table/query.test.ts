import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { openTestLog } from '../database.fixture.ts'
import { execute, query } from './query.ts'

suite('a statement', () => {
  test('is prepared once on a connection, whatever its values, and never in place of another', async () => {
    await using log = await openTestLog()
    const client = await log.pool.connect()
    const add = (a: number, b: number) =>
      query<{ sum: number }>(client, 'select $1::integer + $2::integer as sum', [a, b])
    assert.deepEqual([await add(1, 2), await add(3, 4)], [[{ sum: 3 }], [{ sum: 7 }]])
    assert.equal(await execute(client, 'select from generate_series(1, $1::integer)', [5]), 5)
    const { rows } = await client.query<{ statement: string }>(
      'select statement from pg_prepared_statements order by statement',
    )
    client.release()
    assert.deepEqual(
      rows.map(({ statement }) => statement),
      ['select $1::integer + $2::integer as sum', 'select from generate_series(1, $1::integer)'],
    )
  })
})
