import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import { readInstance } from '@pressrun/cli'
import { startFakePlatforms } from '@pressrun/fake-platforms'
import { connectors } from '@pressrun/platforms'
import { openSink } from '@pressrun/runtime/testing'
import { eventually, startInstance, type Instance } from '../support/index.ts'
import { accountsBehind, secretsOf, wrongCredentials } from './accounts.ts'
import { runCommands } from './commands.ts'
import { echoingAccounts } from './echoing-accounts.ts'
import { startEchoingPlatforms, type EchoingPlatforms } from './echoing-platforms.ts'
import { needlesOf, leaksIn, type Needle } from './needles.ts'
import {
  blunder,
  connect,
  publish,
  reconnect,
  verify,
  type Connected,
  type World,
} from './story.ts'
import { tellerOf } from './teller.ts'
import { commandLines, events, logs, messages, metrics, rows } from './written.ts'

const adminKey = 'prk_the-key-of-the-admin-of-this-story-1604'
const secretKey = 'what-seals-the-credentials-of-this-story-1605'
const foreignPassword = 'of-a-database-that-is-not-there-1606'
const foreignKey = 'prk_the-key-of-another-pressrun-1607'

const places = [
  'the log of events',
  'the rows',
  'the streams',
  'the metrics',
  'the answers of the API',
  'the traces',
  'the log files',
  'the output of the supervisor',
  'what commands say',
  'the command lines of the processes',
] as const

suite('after a story in which every platform echoes what it receives, no secret is in', () => {
  const stack = new AsyncDisposableStack()
  const texts = new Map<(typeof places)[number], string>()
  let echoing: EchoingPlatforms
  let needles: Needle[]
  let inTheEnd: Map<string, string>

  before(async () => {
    const fakes = stack.use(await startFakePlatforms())
    echoing = stack.use(await startEchoingPlatforms(fakes.url))
    const collector = stack.use(await openSink())
    const instance = stack.use(
      await startInstance({
        env: {
          PRESSRUN_ADMIN_KEY: adminKey,
          PRESSRUN_SECRET_KEY: secretKey,
          LOG_LEVEL: 'trace',
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        },
      }),
    )
    const answers = new Set<string>()
    const tell = tellerOf(instance, answers)
    const note = (text: string) => void answers.add(text)
    const world = { instance, fakes, platformsUrl: echoing.url, tell, note }

    const well = await connect(accountsBehind(echoing.otherUrl, fakes), world)
    await publish(well, 'Well', world)
    await verify(well, world)
    await beEchoed(world)
    await reconnect(
      well.filter(({ platform }) => platform !== 'feed'),
      world,
    )
    await blunder(foreignKey, world)
    const commands = await runCommands(instance, { secretKey, foreignPassword })
    for (const process of ['nats', 'publisher', 'postgres']) await instance.crash(process)
    await eventually(async () => (await tell('GET', '/accounts')).status === 200)
    inTheEnd = (await publish(well, 'Well again', world)).statuses

    needles = needlesOf(secretsOfStory(instance, well, echoing))
    texts.set('the log of events', await events(tell))
    texts.set('the rows', await rows(instance))
    texts.set('the streams', await messages(instance))
    texts.set('the metrics', await metrics(instance))
    texts.set('the command lines of the processes', commandLines(instance))
    texts.set('what commands say', commands)
    texts.set('the answers of the API', [...answers].join('\n'))
    await instance.end()
    texts.set('the log files', logs(instance))
    texts.set('the output of the supervisor', instance.output())
    texts.set('the traces', collector.bodies.map((body) => body.toString('latin1')).join('\n'))
  })
  after(() => stack.disposeAsync())

  for (const place of places)
    test(place, () => {
      const text = texts.get(place) ?? ''
      assert.ok(text.length > 500, text)
      assert.deepEqual(leaksIn(text, needles), [])
    })

  test('although each would be found, however it was echoed', () => {
    const unseen = echoing.echoes.filter(({ output }) => leaksIn(output, needles).length === 0)
    assert.deepEqual(unseen, [])
    assert.ok(echoing.echoes.length > 300, `only ${echoing.echoes.length} echoes`)
  })

  test('and everything goes out in the end', () =>
    assert.deepEqual([...inTheEnd.values()], Array(connectors.size).fill('published')))
})

async function beEchoed(world: World): Promise<void> {
  const accounts = await connect(echoingAccounts(world), world)
  const { id: runId } = await publish(accounts, 'Echoed', world)
  await verify(accounts, world)
  await world.tell('POST', '/tasks/batch/retry', { filter: { runId, status: 'failed' } })
}

function secretsOfStory(
  { dataDir }: Instance,
  accounts: readonly Connected[],
  { heard }: EchoingPlatforms,
): [what: string, secret: string][] {
  const { databaseUrl = '', natsUrl = '' } = readInstance(dataDir) ?? {}
  const ofAccounts = accounts.flatMap((account): [string, string][] => [
    ...secretsOf(account.credentials).map((secret): [string, string] => [account.name, secret]),
    ...secretsOf(wrongCredentials(account) ?? {}).map((secret): [string, string] => [
      `${account.name}, once`,
      secret,
    ]),
  ])
  return [
    ...ofAccounts,
    // The rest of a long one differs from request to request.
    ...[...heard].map((token): [string, string] => ['a token', token.slice(0, 48)]),
    ['the admin key', adminKey],
    ['a key of nobody', foreignKey],
    ['the key that seals', secretKey],
    ['the password of the database', new URL(databaseUrl).password],
    ['the password of another database', foreignPassword],
    ['the password of NATS', new URL(natsUrl).password],
  ]
}
