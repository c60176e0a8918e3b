import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { after, before, suite, test } from 'node:test'
import { freePort } from '@pressrun/cli'
import {
  deskOf,
  eventually,
  startInstance,
  temporaryDirectory,
  type Instance,
} from '../support/index.ts'
import { checkout, shellBlocks } from './pages.ts'

const main = join(checkout, 'packages/cli/src/main.ts')

/** As in a checkout, but with other ports; an error response ends the script. */
const shell = `set -eu -o pipefail
npm() { shift 3; "$NODE" "$MAIN" "$@"; }
curl() { command curl --fail-with-body "$@"; }
`

suite('the commands in the docs work as a reader would copy them', () => {
  const stack = new AsyncDisposableStack()
  let instance: Instance
  let directory: string
  let ports: Readonly<Record<string, number>>
  const copied: Record<string, string> = {}

  before(async () => {
    instance = stack.use(await startInstance())
    ports = { 'localhost:8080': instance.port, 'localhost:8100': await freePort() }
    directory = stack.use(temporaryDirectory()).path
    symlinkSync(instance.dataDir, join(directory, '.pressrun'))
  })
  after(() => stack.disposeAsync())

  const run = async (page: string, ending = ''): Promise<string> => {
    let script = shellBlocks(page)
    for (const [address, port] of Object.entries(ports))
      script = script.replaceAll(address, `127.0.0.1:${port}`)
    const { PATH, HOME } = process.env
    const { dataDir } = instance
    const own = { NODE: process.execPath, MAIN: main, PRESSRUN_DATA_DIR: dataDir }
    const env = { PATH, HOME, ...own, ...copied }
    const options = { cwd: directory, env }
    const { stdout } = await promisify(execFile)('bash', ['-c', shell + script + ending], options)
    return stdout
  }

  test('those of the README connect an account and publish to it', async () => {
    const output = await run('README.md', '\necho; echo "$KEY $ACCOUNT"')
    const [key, account] = output.trimEnd().split('\n').at(-1)?.split(' ') ?? []
    assert.equal(key, instance.adminKey)
    assert.match(account ?? '', /^account_[0-9a-z]{26}$/)
    Object.assign(copied, { KEY: key, ACCOUNT: account })
    const runId = /"id":"(run_[0-9a-z]{26})"/.exec(output)?.[1] ?? ''
    assert.equal((await deskOf(instance).completed(runId)).counts.published, 1)
  })

  test('those of docs/publishing.md publish a file and show a run', async () => {
    const output = await run('docs/publishing.md')
    assert.match(output, /1 published/)
    assert.match(output, /"title":"Release 2.0"/)
  })

  test('those of docs/schedules.md create a schedule', async () => {
    const { state, nextRuns } = JSON.parse(await run('docs/schedules.md'))
    assert.equal(state, 'active')
    assert.equal(nextRuns.length, 10)
  })

  test('those of docs/sources.md read a feed and a folder', async () => {
    const output = await run('docs/sources.md')
    assert.equal(output.match(/"state":"active"/g)?.length, 2)
  })

  test('those of docs/start.md show fake platforms', async () => {
    const port = String(ports['localhost:8100'])
    const fakes = spawn(process.execPath, [main, 'fake-platforms', '--port', port])
    try {
      let printed = ''
      fakes.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
      await eventually(() => printed.includes('webhook'), { within: 20_000, what: 'fakes listen' })
      assert.match(await run('docs/start.md'), /drop-after/)
    } finally {
      fakes.kill()
      await once(fakes, 'exit')
    }
  })
})
