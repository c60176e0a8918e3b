import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { suite, test } from 'node:test'
import { taskStatuses } from '../../api/run.ts'

const mainFile = resolve(import.meta.dirname, '../../main.ts')
const sampleFile = resolve(import.meta.dirname, '../../demo/sample-article.md')

const reason = { code: 'auth-required', message: 'It takes the\u001b token no longer.' }
const account = { id: 'account_1', name: 'news', platform: 'feed', reason }
const none = Object.fromEntries(taskStatuses.map((name) => [name, 0]))
const task = { id: 'task_1', accountId: account.id, platform: 'feed' }

/** A run with one task. */
const runWith = (status: string, blockedOn: object | null, runStatus = 'running') => ({
  id: 'run_1',
  status: runStatus,
  counts: { ...none, [status]: 1 },
  tasks: [{ ...task, status, blockedOn }],
})
const held = runWith('held', { reason: 'account-held' })
const waiting = runWith('queued', { reason: 'breaker', until: '2099-01-01T00:00:00Z' })

const answersFor = (run: object): Readonly<Record<string, object>> => ({
  '/accounts': { items: [account], nextCursor: null },
  '/accounts/account_1': account,
  '/publish': run,
  '/runs/run_1': run,
  '/tasks': { items: [{ ...task, ...held.tasks[0] }], nextCursor: null },
})

/** An API with a run that waits for its account, with constant changes. */
function answer(run: object, request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').replace('/api/v1', '').split('?')[0] ?? ''
  if (!path.endsWith('/events')) return void response.end(JSON.stringify(answersFor(run)[path]))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const talk = setInterval(() => response.write('data: {}\n\n'), 20)
  response.on('close', () => clearInterval(talk))
}

/** A one-time message comes at the first reading: later ones show whether it is repeated. */
const pollsEnough = 4

async function watching(run: object) {
  const polledEnough = Promise.withResolvers<void>()
  let polls = 0
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/runs/run_1') && ++polls === pollsEnough) polledEnough.resolve()
    answer(run, request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const args = ['publish', sampleFile, '--to', 'news', '--watch', '--url', url, '--key', 'k']
  const child = spawn(process.execPath, [mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return {
    child,
    polledEnough: polledEnough.promise,
    [Symbol.dispose]: () => {
      child.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Its output until it ends by itself, and how it ends. */
async function watchToItsEnd(run: object) {
  using watched = await watching(run)
  const { child } = watched
  const [output, errors, [code]] = await Promise.all([
    child.stdout.setEncoding('utf8').toArray(),
    child.stderr.setEncoding('utf8').toArray(),
    once(child, 'exit'),
  ])
  return { code, lines: output.join('').trimEnd().split('\n'), errors: errors.join('') }
}

suite('watching a publication', () => {
  test('goes on while something goes on by itself, and when interrupted prints how to resume', async () => {
    using watched = await watching(waiting)
    const { child, polledEnough } = watched
    const exited = once(child, 'exit')
    const output = child.stdout.setEncoding('utf8').toArray()
    await Promise.race([polledEnough, exited])
    child.kill('SIGINT')
    assert.deepEqual(await exited, [130, null])
    const lines = (await output).join('').trimEnd().split('\n')
    const last = 'no longer watching; the run goes on: npx pressrun run show run_1'
    assert.equal(lines.at(-1), last)
  })

  test('ends with exit code 3 when only a person can go on, and explains once why and what to do', async () => {
    const { code, lines, errors } = await watchToItsEnd(held)
    assert.equal(code, 3)
    const output = lines.filter((line) => line.includes('news is held'))
    assert.equal(output.length, 1)
    assert.match(
      output[0] ?? '',
      /: It takes the\\x1b token no longer\. \(auth-required\); give it good/,
    )
    assert.match(
      errors,
      /^pressrun: only a person can go on: 1 held; see npx pressrun run show run_1$/m,
    )
  })

  const ends: [what: string, run: object, code: number][] = [
    ['published', runWith('published', null, 'completed'), 0],
    ['failed', runWith('failed', null, 'completed'), 1],
    ['cancelled', runWith('cancelled', null, 'cancelled'), 1],
    [
      'unconfirmed, and is looked for',
      runWith('unconfirmed', { reason: 'reconciliation' }, 'completed'),
      1,
    ],
    [
      'unconfirmed, and somebody has to look',
      runWith('unconfirmed', { reason: 'resolution' }, 'completed'),
      3,
    ],
    ['waiting for an account that is paused', runWith('queued', { reason: 'account-paused' }), 3],
    ['waiting for its paused run', runWith('queued', { reason: 'run-paused' }, 'paused'), 3],
    ['one of so many that they are not inline, all held', { ...held, tasks: null }, 3],
  ]
  for (const [what, run, code] of ends)
    test(`ends with exit code ${code} when a task is ${what}`, async () => {
      assert.equal((await watchToItsEnd(run)).code, code)
    })
})
