import { connectBus, streamWitness, type NatsConnection } from '@pressrun/bus'
import {
  acceptRestore,
  checkLog,
  commandHandler,
  listConcerned,
  markRestored,
  openDatabase,
  processMint,
  readGuard,
  readWitnessFile,
} from '@pressrun/db'
import type pg from 'pg'
import { readInstance } from '../../instance-file.ts'
import { OperatorError } from '../../operator-error.ts'
import { dataDirOf, type Environment } from '../../up/up-settings.ts'
import { describeAccepted, describeRestore, nothingFound } from './describe.ts'

export type RestoreCheckOptions = { accept?: boolean; declare?: boolean }

/** Tasks that are listed one by one. */
const tasksShownMax = 50

/** The exit code while a restore waits to be accepted. */
const waitingCode = 3

/**
 * Shows what a restore of the database concerns, and accepts it. It checks the log itself: also while the
 * services are not running.
 */
export async function restoreCheckCommand(
  { accept = false, declare = false }: RestoreCheckOptions,
  env: Environment,
  say = toOperator,
): Promise<void> {
  const { dataDir, databaseUrl, natsUrl } = findServers(env)
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 2 })
  await using stack = new AsyncDisposableStack()
  const connection = await connected(natsUrl)
  stack.defer(() => connection.close())
  const { pool } = database
  await check(pool, connection, dataDir)
  if (declare) await markRestored(pool, 'a person says so')
  const { restore } = await readGuard(pool)
  if (!restore) return say(nothingFound)
  for (const line of describeRestore(restore, await listConcerned(pool, restore, tasksShownMax)))
    say(line)
  if (!accept) {
    process.exitCode = waitingCode
    return
  }
  const handle = commandHandler({ pool, mint: processMint(), now: Date.now })
  const accepted = await acceptRestore({ pool, handle, now: Date.now, actor: 'restore-check' })
  say(accepted ? describeAccepted(accepted) : 'somebody else has accepted it meanwhile')
}

function findServers(env: Environment) {
  const dataDir = dataDirOf(env)
  const instance = readInstance(dataDir)
  const databaseUrl = env['DATABASE_URL']?.trim() || instance?.databaseUrl
  const natsUrl = env['NATS_URL']?.trim() || instance?.natsUrl
  if (databaseUrl && natsUrl) return { dataDir, databaseUrl, natsUrl }
  throw new OperatorError(
    `no database or no NATS to look at: start Pressrun on ${dataDir} first (it sends nothing while it takes` +
      ' its database for a restored one), or set DATABASE_URL and NATS_URL',
  )
}

/** The stream knows how far the log was: without it nothing can be said, nor accepted. */
function connected(url: string): Promise<NatsConnection> {
  return connectBus({ url, name: 'restore-check' }).catch((cause: unknown) => {
    throw new OperatorError(
      `NATS does not answer (${(cause as Error).message}): it has to, for it knows how far the log was`,
      { cause },
    )
  })
}

async function check(pool: pg.Pool, connection: NatsConnection, dataDir: string): Promise<void> {
  const witnesses = [await streamWitness(connection), ...(await readWitnessFile(dataDir))]
  await checkLog(pool, witnesses)
}

const toOperator = (line: string) => void process.stdout.write(`${line}\n`)
