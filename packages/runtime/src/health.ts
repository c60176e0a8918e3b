import { withoutSecrets } from './secrets.ts'

export type Check = () => Promise<unknown>

type Readiness = {
  readonly ready: boolean
  /** `up`, or the reason why not. */
  readonly checks: Readonly<Record<string, string>>
}

export type Health = {
  readonly service: string
  readonly version: string
  /** Registers what must work for this process to be ready. Runs only on request. */
  check(name: string, check: Check): void
  /** Registers problems that a person should know of, but that are no reason to send callers elsewhere. */
  note(name: string, check: Check): void
  ready(): Promise<Readiness>
  /** `up`, or the reason why not, of everything noted. */
  notes(): Promise<Readiness['checks']>
}

export type HealthOptions = {
  readonly service: string
  readonly version: string
  /** How long a check may take before it counts as failed. */
  readonly timeoutMs?: number
  /** How long a result is reused, so that frequent requests cost the database nothing. */
  readonly cacheMs?: number
  /** The same for notes, which are in less of a hurry. */
  readonly noteCacheMs?: number
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

/** Nothing here polls: checks run on request, at most once per `cacheMs`, and never twice at a time. */
export function createHealth(options: HealthOptions): Health {
  const { service, version, timeoutMs = 1_000, cacheMs = 1_000 } = options
  const { noteCacheMs = cacheMs * 10 } = options
  const now = options.now ?? (() => performance.now())
  const checks = createQuestions({ timeoutMs, cacheMs, now })
  const notes = createQuestions({ timeoutMs, cacheMs: noteCacheMs, now })
  return {
    service,
    version,
    check: checks.add,
    note: notes.add,
    ready: checks.ask,
    notes: async () => (await notes.ask()).checks,
  }
}

type QuestionOptions = Required<Pick<HealthOptions, 'timeoutMs' | 'cacheMs' | 'now'>>

/** Checks that run together, and whose results are cached for a while. */
function createQuestions({ timeoutMs, cacheMs, now }: QuestionOptions) {
  const probes = new Map<string, () => Promise<string>>()
  let latest: { readonly answer: Promise<Readiness>; readonly staleAt: number } | undefined
  return {
    add(name: string, check: Check): void {
      probes.set(name, createProbe(check, timeoutMs))
      latest = undefined
    },
    ask(): Promise<Readiness> {
      if (latest === undefined || now() >= latest.staleAt) {
        latest = { answer: askAll(probes), staleAt: now() + cacheMs }
      }
      return latest.answer
    },
  }
}

async function askAll(probes: ReadonlyMap<string, () => Promise<string>>): Promise<Readiness> {
  const answers = await Promise.all(
    Array.from(probes, async ([name, probe]) => [name, await probe()] as const),
  )
  return {
    ready: answers.every(([, answer]) => answer === 'up'),
    checks: Object.fromEntries(answers),
  }
}

/** A check that hangs is not started again beside itself: a dead database must not collect callers. */
function createProbe(check: Check, timeoutMs: number): () => Promise<string> {
  let running: Promise<string> | undefined
  return () => {
    running ??= outcomeOf(check).finally(() => (running = undefined))
    return withinDeadline(running, timeoutMs)
  }
}

async function outcomeOf(check: Check): Promise<string> {
  try {
    await check()
    return 'up'
  } catch (error) {
    return reasonOf(error)
  }
}

/** An AggregateError (both addresses of localhost refused) has no message of its own, only a code. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'failed'
  const code = 'code' in error ? String(error.code) : error.name
  return withoutSecrets(error.message || code)
}

async function withinDeadline(outcome: Promise<string>, timeoutMs: number): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs)
  try {
    return await Promise.race([outcome, promise])
  } finally {
    clearTimeout(timer)
  }
}
