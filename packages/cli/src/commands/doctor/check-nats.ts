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
  const { hostname, port } = new URL(url.includes('://') ? url : `nats://${url}`)
  try {
    const greeting = await natsGreeting(hostname, Number(port || natsPort))
    refuseOldNats(greeting.version, url)
    return greeting.jetstream === true
      ? ok(`nats-server ${greeting.version} with JetStream answers`)
      : fail(
          `nats-server ${greeting.version} has no JetStream`,
          'start it with -js, or enable jetstream in its configuration',
        )
  } catch (error) {
    if (error instanceof OperatorError) return fail(error.message, 'see above')
    return fail(
      `NATS does not answer (${(error as Error).message})`,
      'see that it runs, and check NATS_URL',
    )
  }
}

async function checkBinary(toolchainDir: string, path: string | undefined): Promise<Finding> {
  try {
    // Without a source to fetch from this only looks.
    const binary = await findNatsServer({ toolchainDir, env: { PATH: path } }, [])
    return ok(`nats-server ${await natsVersionOf(binary)} is at ${binary}, and not running`)
  } catch (error) {
    const { message } = error as Error
    if (message.includes('too old')) return fail(message, 'see above')
    return warn('no nats-server on this machine yet', 'the first start tries to fetch one')
  }
}
