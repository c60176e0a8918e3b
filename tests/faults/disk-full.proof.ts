import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { deskOf, eventually, startInstance, startSink } from '../support/index.ts'
import type { Desk } from '../support/index.ts'
import { mountSmallDisk, noSmallDisk } from './small-disk.ts'

const diskMegabytes = 400
const megabyte = 1024 ** 2
const accounts = 10

/** More than a restart of Postgres and one of NATS for each full disk would be a loop. */
const restartsMax = 8

const skip = noSmallDisk() ?? false

suite('a full disk', { skip }, () => {
  test('is reported, ends no process, and is over when there is space', async (context) => {
    await using disk = mountSmallDisk(diskMegabytes)
    await using sink = await startSink()
    let dataDir = ''
    {
      dataDir = join(disk.path, 'data')
      await using instance = await startInstance({ dataDir })
      const desk = deskOf(instance)
      const accountIds = await desk.connectWebhooks(sink, accounts)
      const accepted = [await desk.publish(accountIds)]
      disk.fill()
      await eventually(() => isRefusedForTheDisk(desk, accountIds, accepted), {
        within: 90_000,
        what: 'a call is answered with disk-full',
      })
      // Longer than a failing server would take for several restarts.
      const refusedAt = Date.now()
      await eventually(() => Date.now() - refusedAt > 10_000, { within: 20_000 })
      assert.equal(instance.supervisor.exitCode, null, 'the supervisor runs')
      const restarts = instance.output().match(/starting it again/g) ?? []
      assert.ok(restarts.length <= restartsMax, `${restarts.length} restarts\n${instance.output()}`)
      disk.makeRoom()
      const endedAt = Date.now()
      const isBack = async () => {
        const { status, body } = await desk.api('POST', '/publish', content(accountIds, 'After'))
        if (status === 201) accepted.push(body.id)
        return status === 201
      }
      await eventually(isBack, { within: 60_000, what: 'calls are accepted again' })
      for (const runId of accepted) {
        const run = await desk.completed(runId, 90_000).catch((cause: unknown) => {
          throw new Error(`it wrote ${instance.output()}`, { cause })
        })
        assert.equal(run.counts.published, accounts)
      }
      const counts = sink.countsByKey()
      assert.equal(counts.size, accounts * accepted.length, 'nothing is lost')
      assert.ok(
        [...counts.values()].every((count) => count === 1),
        'nothing is doubled',
      )
      const last = Math.max(...sink.posts.map((post) => post.receivedAt))
      context.diagnostic(`the last post came ${last - endedAt} ms after there was room`)
    }
    assert.deepEqual(processesOf(dataDir), [], 'no process is left behind')
  })

  test('at the start is reported, and waited for', async () => {
    await using disk = mountSmallDisk(diskMegabytes)
    disk.fill(20 * megabyte)
    let isReady = false
    const output: string[] = []
    const starting = startInstance({
      dataDir: join(disk.path, 'data'),
      onOutput: (text) => output.push(text),
    }).finally(() => (isReady = true))
    const isReported = () => /only \d+ MB free for .*: it goes on by itself/.test(output.join(''))
    await eventually(isReported, { within: 30_000, what: 'too little room is said' })
    assert.equal(isReady, false)
    disk.makeRoom()
    await using instance = await starting
    assert.equal((await fetch(`${instance.url}/health/ready`)).status, 200)
  })
})

/** Large enough that the tables have to grow. */
const content = (accountIds: readonly string[], title: string) => ({
  content: { title, body: Math.random().toString(36).repeat(2_000) },
  accountIds,
})

async function isRefusedForTheDisk(
  desk: Desk,
  accountIds: readonly string[],
  accepted: string[],
): Promise<boolean> {
  const { status, body, headers } = await desk.api('POST', '/publish', content(accountIds, 'Full'))
  if (status === 201) accepted.push(body.id)
  if (body.code !== 'disk-full') return false
  assert.equal(status, 503)
  assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/)
  return true
}

function processesOf(dataDir: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => commandLine(pid))
    .filter((command) => command.includes(dataDir))
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
