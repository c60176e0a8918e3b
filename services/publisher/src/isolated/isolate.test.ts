import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { Prepared, PublishJob, Tools } from '@pressrun/platforms'
import { eventually, startSink } from '@pressrun/tests'
import {
  findHostileConnector,
  hostileName,
  type Deed,
  type HostileStep,
} from './hostile.fixture.ts'
import { createIsolation } from './isolate.ts'

const entry = new URL('./hostile-main.fixture.ts', import.meta.url)
const onLinux = process.platform === 'linux'

/** Unused: the child process has its own. */
const tools = undefined as unknown as Tools

const jobTo = (url: string, accountName: string): PublishJob => ({
  taskId: 'task_00000000000000000000000000',
  runId: 'run_00000000000000000000000000',
  accountId: 'account_00000000000000000000000000',
  projectId: 'project_00000000000000000000000000',
  accountName,
  attempt: 1,
  generation: 1,
  idempotencyKey: 'key-1',
  inDoubt: false,
  content: { title: 'Spring', body: 'It is here.' },
  settings: { url },
  verified: null,
  credentials: {},
  plannedAt: new Date(),
  signal: new AbortController().signal,
})

const isolation = (abort = new AbortController()) =>
  createIsolation({
    entry,
    dataDir: '/nowhere',
    privateTargets: ['127.0.0.1'],
    signal: abort.signal,
  })

const webhook = () => findHostileConnector('webhook') ?? assert.fail()

/** Publishes through a process of its own, as far as it gets. */
async function publishIsolated(deed: Deed, step: HostileStep) {
  await using sink = await startSink()
  await using isolated = await isolation()(webhook())
  const job = jobTo(sink.url, hostileName(deed, step))
  const end = await (async () => {
    const prepared = (await isolated.connector.prepare(job, tools)) as Prepared
    return isolated.connector.commit(job, prepared, tools)
  })().catch((cause: Error) => cause.message)
  return { end, diedIn: isolated.diedIn(), posts: sink.posts.length }
}

suite('an isolated job', () => {
  test('is published as any other', async () => {
    await using sink = await startSink()
    await using isolated = await isolation()(webhook())
    const job = jobTo(sink.url, 'harmless')
    const prepared = await isolated.connector.prepare(job, tools)
    assert.ok(prepared.outcome === 'prepared')
    const { outcome } = await isolated.connector.commit(job, prepared, tools)
    assert.equal(outcome, 'published')
    assert.deepEqual([...sink.countsByKey()], [['key-1', 1]])
    assert.equal(isolated.diedIn(), undefined)
  })

  const died = 'the process of the job died'
  const cases: readonly [Deed, HostileStep, 'preparing' | 'sending', number][] = [
    ['abort', 'preparing', 'preparing', 0],
    ['exit', 'sending', 'sending', 0],
    ['abort', 'sent', 'sending', 1],
    ['heap', 'sending', 'sending', 0],
  ]
  for (const [deed, step, diedIn, posts] of cases)
    test(`an isolated job that kills its process (${deed} while ${step}) kills no other`, async () =>
      assert.deepEqual(await publishIsolated(deed, step), { end: died, diedIn, posts }))

  test('is stopped at its deadline', async () => {
    await using sink = await startSink()
    const asked = Promise.withResolvers<void>()
    sink.answer(() => {
      asked.resolve()
      return new Promise(() => {})
    })
    await using isolated = await isolation()(webhook())
    const deadline = new AbortController()
    const job = { ...jobTo(sink.url, 'harmless'), signal: deadline.signal }
    const prepared = (await isolated.connector.prepare(job, tools)) as Prepared
    const sending = isolated.connector.commit(job, prepared, tools)
    await asked.promise
    deadline.abort()
    assert.equal((await sending).outcome, 'unknown')
  })

  test('knows no secrets of the publisher', { skip: !onLinux && 'reads /proc' }, async () => {
    process.env['PRESSRUN_SECRET_KEY'] = 'not to be seen'
    await using _isolated = await isolation()(webhook())
    delete process.env['PRESSRUN_SECRET_KEY']
    const [pid = assert.fail()] = childrenOf(process.pid)
    assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'utf8'), /not to be seen/)
    assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /Max data size +\d+ /)
  })

  for (const deed of ['loop', 'none'] as const)
    test(
      `ends with its publisher, killed while it ${deed === 'loop' ? 'never yields' : 'waits'}`,
      { skip: !onLinux && 'reads /proc' },
      async () => {
        const job = jobTo(
          'http://127.0.0.1:9',
          deed === 'loop' ? hostileName('loop', 'preparing') : 'harmless',
        )
        const fixture = join(import.meta.dirname, 'isolating.fixture.ts')
        const publisher = spawn(process.execPath, [fixture, JSON.stringify(job)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        await once(publisher.stdout ?? assert.fail(), 'data')
        const [child = assert.fail()] = childrenOf(publisher.pid ?? 0)
        publisher.kill('SIGKILL')
        await eventually(() => !isAlive(child), { what: 'its process is gone' })
      },
    )
})

const childrenOf = (pid: number) =>
  readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && parentOf(one) === pid)

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
