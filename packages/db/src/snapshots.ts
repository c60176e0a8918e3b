import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { Statement } from './transaction.ts'

/**
 * The content of a run as it is kept: once, under the SHA-256 of its canonical JSON. The statement
 * belongs in the transaction that creates the run.
 */
export function keepSnapshot(content: object): { sha256: string; statement: Statement } {
  const json = canonicalJson(content)
  const sha256 = createHash('sha256').update(json).digest('hex')
  return {
    sha256,
    statement: {
      name: 'keep-snapshot',
      text: 'insert into snapshots (sha256, content) values ($1, $2) on conflict do nothing',
      values: [sha256, json],
    },
  }
}
