import { connectBus, NatsFault, natsServers, watchNats, type NatsFaultName } from '@pressrun/bus'
import { OperatorError } from '../../operator-error.ts'
import { findNatsServer } from '../../servers/find-nats.ts'
import { natsGreeting } from '../../servers/nats-greeting.ts'
import { natsVersionOf, refuseOldNats } from '../../servers/nats-version.ts'
import { fail, ok, warn, type Check, type Finding } from './finding.ts'

const natsPort = 4222

/** The server in use or, while nothing runs, whether one could be started. */
export function checkNats(
  url: string | undefined,
  toolchainDir: string,
  path: string | undefined,
): Check {
  const run = url === undefined ? () => checkBinary(toolchainDir, path) : () => checkServer(url)
  return { name: 'nats', run }
}

async function checkServer(url: string): Promise<Finding> {
  const { hostname, port } = new URL(natsServers(url)[0] ?? url)
  try {
    const greeting = await natsGreeting(hostname, Number(port || natsPort))
    refuseOldNats(greeting.version, url)
    await checkUse(url)
    return ok(`nats-server ${greeting.version} with JetStream answers`)
  } catch (error) {
    if (error instanceof OperatorError) return fail(error.message, 'see above')
    if (error instanceof NatsFault) return fail(error.message, adviceFor[error.fault])
    return fail(
      `NATS does not answer (${(error as Error).message})`,
      'see that it runs, and check NATS_URL',
    )
  }
}

/** Rejects with a `NatsFault` unless it lets us in and its JetStream responds. */
async function checkUse(url: string): Promise<void> {
  const connection = await connectBus({ url, name: 'doctor' })
  try {
    await watchNats(connection).check()
  } finally {
    await connection.close()
  }
}

const adviceFor: Readonly<Record<NatsFaultName, string>> = {
  away: 'see that it runs, and check NATS_URL',
  refused: 'check the user and password in NATS_URL, and the configuration of the server',
  hung: 'see what its process waits for, or start it again',
  'no-jetstream':
    'start it with -js; one whose disk was full has ended its JetStream: start it again',
  'out-of-space': 'give its JetStream more room: max_file_store, or its disk',
  'payload-too-large': 'set its max_payload to 8MB',
  'refuses-message': 'see its log',
}

async function checkBinary(toolchainDir: string, path: string | undefined): Promise<Finding> {
  try {
    // Without a source to fetch from, this only searches the machine.
    const binary = await findNatsServer({ toolchainDir, env: { PATH: path } }, [])
    return ok(`nats-server ${await natsVersionOf(binary)} is at ${binary}, and not running`)
  } catch (error) {
    const { message } = error as Error
    if (message.includes('too old')) return fail(message, 'see above')
    return warn('no nats-server on this machine yet', 'the first start tries to fetch one')
  }
}
