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

const reason = { code: 'auth-required', message: 'It takes the token no longer.' }
const account = { id: 'account_1', name: 'news', platform: 'feed', reason }
const none = Object.fromEntries(taskStatuses.map((name) => [name, 0]))
const blockedOn = { reason: 'account-held' }
const task = { id: 'task_1', accountId: account.id, platform: 'feed', status: 'held', blockedOn }
const run = { id: 'run_1', status: 'running', counts: { ...none, held: 1 }, tasks: [task] }

const answers: Readonly<Record<string, object>> = {
  '/accounts': { items: [account], nextCursor: null },
  '/accounts/account_1': account,
  '/publish': run,
  '/runs/run_1': run,
}

/** An API with a run that waits for its account, and that something happens to all the time. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').replace('/api/v1', '').split('?')[0] ?? ''
  if (!path.endsWith('/events')) return void response.end(JSON.stringify(answers[path]))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const talk = setInterval(() => response.write('data: {}\n\n'), 20)
  response.on('close', () => clearInterval(talk))
}

/** What is said once is said at the first look: later ones show whether it is said again. */
const looksEnough = 4

async function watching() {
  const lookedEnough = Promise.withResolvers<void>()
  let looks = 0
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/runs/run_1') && ++looks === looksEnough) lookedEnough.resolve()
    answer(request, response)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const args = ['publish', sampleFile, '--to', 'news', '--watch', '--url', url, '--key', 'k']
  const child = spawn(process.execPath, [mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return {
    child,
    lookedEnough: lookedEnough.promise,
    [Symbol.dispose]: () => {
      child.kill('SIGKILL')
      server.closeAllConnections()
      server.close()
    },
  }
}

suite('watching what is published', () => {
  test('says once why an account lets nothing out, and when interrupted how to look again', async () => {
    using watched = await watching()
    const { child, lookedEnough } = watched
    const exited = once(child, 'exit')
    const output = child.stdout.setEncoding('utf8').toArray()
    await Promise.race([lookedEnough, exited])
    child.kill('SIGINT')
    assert.deepEqual(await exited, [130, null])
    const lines = (await output).join('').trimEnd().split('\n')
    const said = lines.filter((line) => line.includes('news is held'))
    assert.equal(said.length, 1)
    assert.match(said[0] ?? '', /: It takes the token no longer\. \(auth-required\); give it good/)
    const last = 'no longer watching; the run goes on: npx pressrun run show run_1'
    assert.equal(lines.at(-1), last)
  })
})
