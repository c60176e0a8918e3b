import type { Instance } from '../../instance-file.ts'
import { processIdentity } from '../../servers/process-identity.ts'
import { fail, ok, type Check, type Finding } from './finding.ts'

const answerTimeoutMs = 5_000

export function checkInstance(instance: Instance): Check {
  return {
    name: 'instance',
    async run() {
      const dead = Object.entries(instance.processes).filter(
        ([, { pid, identity }]) => processIdentity(pid) !== identity,
      )
      if (dead.length > 0) {
        const names = dead.map(([name]) => name).join(', ')
        return fail(
          `not running: ${names}`,
          'see the logs in the data directory; a supervisor starts them again',
        )
      }
      try {
        const answer = await fetch(`${instance.url}/health/ready`, {
          signal: AbortSignal.timeout(answerTimeoutMs),
        })
        if (answer.ok) return await publishes(instance)
        return fail(
          `Pressrun is not ready: ${(await answer.text()).slice(0, 200)}`,
          'see its logs in the data directory',
        )
      } catch {
        return fail(
          `Pressrun does not answer at ${instance.url}`,
          'see its logs in the data directory',
        )
      }
    },
  }
}

/** It may accept requests and publish nothing: it learns faults of NATS from the relaying process. */
async function publishes({ url, version }: Instance): Promise<Finding> {
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(answerTimeoutMs) })
  const { nats } = (await answer.json()) as { nats?: string }
  return nats === 'up'
    ? ok(`Pressrun ${version} answers at ${url}`)
    : fail(
        `Pressrun accepts calls at ${url} and publishes nothing: ${nats}`,
        'see "When a server is away" in docs/operating.md',
      )
}
