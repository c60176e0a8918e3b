import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, suite, test } from 'node:test'
import { processIdentity } from '@pressrun/cli'
import { eventually } from '../support/index.ts'
import { openFaultEnvironment, type FaultEnvironment } from './fault-environment.ts'

suite('an embedded server that hangs is ended and started again', () => {
  let environment: FaultEnvironment
  before(async () => {
    environment = await openFaultEnvironment({})
  })
  after(() => environment[Symbol.asyncDispose]())

  for (const name of ['nats', 'postgres'])
    test(name, async (context) => {
      const { instance, desk, accountIds } = environment
      const runIds = [await desk.publish(accountIds)]
      const pid = instance.pidOf(name)
      const hung = [pid, ...childrenOf(pid)].map((one) => ({ one, identity: processIdentity(one) }))
      for (const { one } of hung) stop(one)
      await eventually(() => instance.pidOf(name) !== pid, {
        within: 90_000,
        what: `another ${name} has its place`,
      })
      const endedAt = Date.now()
      assert.match(instance.output(), new RegExp(`${name} has not answered for 15 s; ending it`))
      const left = hung.filter(({ one, identity }) => processIdentity(one) === identity)
      assert.deepEqual(left, [], 'nothing of it is left')
      const isAccepted = async () => {
        const { status, body } = await desk.api('POST', '/publish', {
          content: { title: 'After', body: 'it' },
          accountIds,
        })
        if (status === 201) runIds.push(body.id)
        return status === 201
      }
      await eventually(isAccepted, { within: 30_000, what: 'calls are accepted' })
      await environment.postedOnce(context, runIds, endedAt)
    })
})

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent)
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/** A backend may have ended by itself since it was counted. */
function stop(pid: number): void {
  try {
    process.kill(pid, 'SIGSTOP')
  } catch {
    // It is gone.
  }
}
