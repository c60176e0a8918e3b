import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'

const inCheckout = (path: string) => new URL(`../${path}`, import.meta.url)

suite('the flags of the supervisor', () => {
  test('are the same in `npm start` and in what is compiled ahead of it', async () => {
    const { supervisorFlags } = (await import(inCheckout('scripts/supervisor-flags.mjs').href)) as {
      readonly supervisorFlags: readonly string[]
    }
    const { scripts } = JSON.parse(readFileSync(inCheckout('package.json'), 'utf8'))
    assert.match(
      scripts.start,
      new RegExp(` ${supervisorFlags.join(' ')} scripts/pressrun\\.mjs up$`),
    )
  })
})
