import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { startFakePlatforms, type FakePlatforms } from '@pressrun/fake-platforms'
import { unlessOpen } from '../open-points.ts'
import type { RealEnvironment } from '../real-environment.ts'
import type { RealServer } from '../servers/real-server.ts'
import { dialects } from './dialects.ts'
import { converse } from './exchange.ts'

/** Our fake returns what the real server returns for the same requests in the same order. */
export function describeFake(server: RealServer, environment: () => RealEnvironment): void {
  const dialect = dialects[server.platform]
  if (dialect === undefined) throw new Error(`nobody speaks to ${server.platform}`)

  suite('the fake returns the same', () => {
    let fakes: FakePlatforms
    let real: unknown[] = []
    let fake: unknown[] = []
    before(async () => {
      const { running } = environment()
      fakes = await startFakePlatforms()
      real = await converse(running.url, running.account(running.url), dialect)
      const account = fakes.account(server.platform, `${server.name}-compared`)
      fake = await converse(`${fakes.url}/${server.platform}`, account, dialect)
    })
    after(() => fakes[Symbol.asyncDispose]())

    for (const [index, { name }] of dialect.exchanges.entries())
      test(
        name,
        unlessOpen(server.name, name, async () => assert.deepEqual(fake[index], real[index])),
      )
  })
}
