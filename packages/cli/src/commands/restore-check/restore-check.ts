import { connectBus, streamWitness, type NatsConnection } from '@pressrun/bus'
import { commandHandler, openDatabase, readWitnessFile } from '@pressrun/db'
import {
  acceptRestore,
  checkLog,
  listConcerned,
  markRestored,
  readGuard,
} from '@pressrun/db/operating'
import type { Witness } from '@pressrun/events'
import { readInstance } from '../../instance-file.ts'
import { OperatorError } from '../../operator-error.ts'
import { databaseUrlOf, dataDirOf, type Environment } from '../../up/up-settings.ts'
import { explainDatabase } from '../own-database.ts'
import { printLine } from '../print-line.ts'
import { describeAccepted, describeRestore, nothingFound } from './describe.ts'

export type RestoreCheckOptions = { accept?: boolean; declare?: boolean }

/** Tasks that are listed one by one. */
const tasksShownMax = 50

/** The exit code while a restore waits to be accepted. */
const waitingCode = 3

/**
 * Shows what a restore of the database concerns, and accepts it. It checks the log itself: also while the services are
 * not running.
 */
export async function restoreCheckCommand(
  { accept = false, declare = false }: RestoreCheckOptions,
  env: Environment,
  say = printLine,
): Promise<void> {
  const servers = findServers(env)
  await using stack = new AsyncDisposableStack()
  const connection = await connected(servers.natsUrl)
  stack.defer(() => connection.close())
  const witnesses = [await witnessOf(connection), ...(await readWitnessFile(servers.dataDir))]
  await checkRestore({ accept, declare }, servers.databaseUrl, witnesses, say).catch(
    (cause: unknown) => {
      throw explainDatabase(cause)
    },
  )
}

async function checkRestore(
  { accept, declare }: Required<RestoreCheckOptions>,
  databaseUrl: string,
  witnesses: readonly Witness[],
  say: (line: string) => void,
): Promise<void> {
  await using database = openDatabase({ url: databaseUrl, connectionsMax: 2 })
  const { pool } = database
  await checkLog(pool, witnesses)
  if (declare) await markRestored(pool, 'a person says so')
  const { restore } = await readGuard(pool)
  if (!restore) return say(nothingFound)
  for (const line of describeRestore(restore, await listConcerned(pool, restore, tasksShownMax)))
    say(line)
  if (!accept) {
    process.exitCode = waitingCode
    return
  }
  const handle = commandHandler({ pool, now: Date.now })
  const accepted = await acceptRestore({ pool, handle, now: Date.now, actor: 'restore-check' })
  say(accepted ? describeAccepted(accepted) : 'it was accepted by another meanwhile')
}

function findServers(env: Environment) {
  const dataDir = dataDirOf(env)
  const instance = readInstance(dataDir)
  const databaseUrl = databaseUrlOf(env) ?? instance?.databaseUrl
  const natsUrl = env['NATS_URL']?.trim() || instance?.natsUrl
  if (databaseUrl && natsUrl) return { dataDir, databaseUrl, natsUrl }
  throw new OperatorError(
    `no database or no NATS to ask: start Pressrun on ${dataDir} first (it sends nothing while it takes` +
      ' its database for a restored one), or set DATABASE_URL and NATS_URL',
  )
}

/** The stream knows how far the log was: without it nothing can be determined, nor accepted. */
const connected = (url: string): Promise<NatsConnection> =>
  connectBus({ url, name: 'restore-check' }).catch(natsSilent)

const witnessOf = (connection: NatsConnection): Promise<Witness> =>
  streamWitness(connection).catch(natsSilent)

function natsSilent(cause: unknown): never {
  throw new OperatorError(
    `the stream cannot be asked (${(cause as Error).message}): it has to be, for it knows how far the log was`,
    { cause },
  )
}
