import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createDatabase } from '@pressrun/tests'
import { openDatabase } from './database.ts'
import { runTransaction } from './transaction.ts'

/** The socket of a connection, as far as `pg` writes to it. */
type Written = {
  readonly connection: {
    readonly stream: Record<'_write' | '_writev', (...given: unknown[]) => void>
  }
}

suite('a transaction', () => {
  test('leaves in one write, with any number of statements', async (t) => {
    await using created = await createDatabase()
    await using database = openDatabase({ url: created.url })
    const client = await database.pool.connect()
    try {
      const { stream } = (client as unknown as Written).connection
      const together = t.mock.method(stream, '_writev')
      const alone = t.mock.method(stream, '_write')
      const statements = [1, 2, 3].map((value) => ({
        text: 'select $1::int as it',
        values: [value],
      }))
      const results = await runTransaction(client, statements)
      assert.deepEqual(
        results.map(({ rows }) => rows),
        [[{ it: 1 }], [{ it: 2 }], [{ it: 3 }]],
      )
      assert.deepEqual([together.mock.callCount(), alone.mock.callCount()], [1, 0])
    } finally {
      client.release()
    }
  })
})
