import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { suite, test } from 'node:test'

const mainFile = resolve(import.meta.dirname, '../main.ts')

const run = (...args: string[]) =>
  spawn(process.execPath, [mainFile, 'fake-platforms', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** Its URL, and the account of Discord that it offers. */
async function readyOf(child: ReturnType<typeof run>) {
  const lines = createInterface(child.stdout)
  let url: string | undefined
  for await (const line of lines) {
    url ??= /^fake platforms ready (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1]
    const account = line.startsWith('  ') ? JSON.parse(line) : undefined
    if (url && account?.platform === 'discord') return { url, account }
  }
  throw new Error('it ended without saying that it is ready')
}

suite('pressrun fake-platforms', () => {
  test('prints its URL and how to connect, shows posts, and ends on SIGTERM', async () => {
    const child = run()
    const exited = once(child, 'exit')
    try {
      const { url, account } = await readyOf(child)
      assert.equal(account.name, 'my-discord')
      await fetch(`${account.credentials.webhookUrl}?wait=true`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ content: 'The tide turns' }),
      })
      const answer = await fetch(`${url}/_/posts?platform=discord&account=my-discord`)
      const posts = (await answer.json()) as { text: string }[]
      assert.deepEqual(
        posts.map(({ text }) => text),
        ['The tide turns'],
      )
    } finally {
      child.kill('SIGINT')
    }
    assert.deepEqual(await exited, [0, null])
  })

  test('names the port that is taken', async () => {
    const first = run()
    try {
      const { url } = await readyOf(first)
      const second = run('--port', new URL(url).port)
      const output = createInterface(second.stderr)[Symbol.asyncIterator]().next()
      assert.deepEqual(await once(second, 'exit'), [1, null])
      assert.match(String((await output).value), /port \d+ is taken/)
    } finally {
      first.kill('SIGINT')
      await once(first, 'exit')
    }
  })
})
