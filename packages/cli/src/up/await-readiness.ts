import { setTimeout as pause } from 'node:timers/promises'
import { getJson } from './get-json.ts'

export type Readying = {
  /** The addresses of the services' `/health/ready`. */
  readonly urls: Readonly<Record<string, string>>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const askEveryMs = 300
const answerWithinMs = 2_000
/** A wait shorter than this is not worth a line. */
const sayAfterMs = 2_000
const sayEveryMs = 10_000

/** Other reasons against readiness, such as a restored database, wait for a person. */
const awaited = ['database', 'nats']

/** Waits until every service has the servers it needs, and prints what one of them lacks. */
export async function awaitReadiness({ urls, say, signal }: Readying): Promise<void> {
  let sayAt = performance.now() + sayAfterMs
  while (!signal.aborted) {
    const lacking = await Promise.all(Object.entries(urls).map(([name, url]) => lacks(name, url)))
    const reasons = lacking.filter((reason) => reason !== undefined)
    if (reasons.length === 0) return
    if (performance.now() >= sayAt) {
      sayAt = performance.now() + sayEveryMs
      say(`not ready yet: ${[...new Set(reasons)].join('; ')}`)
    }
    await pause(askEveryMs, undefined, { signal }).catch(() => undefined)
  }
}

type Answer = { readonly checks?: Readonly<Record<string, string>> }

/** Returns what keeps the service from being ready; undefined when it is. */
async function lacks(name: string, url: string): Promise<string | undefined> {
  try {
    const { isReady, checks = {} } = await readiness(url)
    if (isReady) return undefined
    const failed = Object.entries(checks).filter(
      ([check, state]) => awaited.includes(check) && state !== 'up',
    )
    if (failed.length === 0) return undefined
    return failed.map(([check, state]) => `${check}: ${state}`).join('; ')
  } catch {
    return `the ${name} does not answer`
  }
}

async function readiness(url: string): Promise<Answer & { readonly isReady: boolean }> {
  const { status, body } = await getJson(`${url}/health/ready`, answerWithinMs)
  return { ...(body as Answer), isReady: status === 200 }
}
