import { unreachable, type TaskState } from '@pressrun/events'
import { Semaphore } from '../semaphore.ts'
import { AbandonedWait, awaitOwner } from './await-owner.ts'
import { cautionFor, interruptionsIn, type Caution } from './caution.ts'
import type { Care, Case, PublisherParts } from './publisher.ts'
import { waitingForDatabase } from './waiting-for-database.ts'

type Caring = Pick<
  PublisherParts,
  'beginnings' | 'owners' | 'readJobs' | 'now' | 'signal' | 'isolate' | 'onIsolated'
>

/** Watched jobs begun at a time. Those begun `beganAfterMs` ago free their permits. */
const watchedMax = 16
const beganAfterMs = 250

/** A publisher whose event loop is blocked is ended within this. One still present after that has not died of it. */
const goneWithinMs = 8_000

/** Makes `Publisher.care`, which runs a job as `cautionFor` says: like any, watched, in a process of its own, or not at all. */
export function takeCare(options: Caring): Care {
  const { beginnings, owners, signal, isolate, onIsolated } = options
  const watched = new Semaphore({ max: watchedMax })
  const begin = async (task: TaskState, apart: boolean) => {
    await owners.announce()
    await waitingForDatabase(() => beginnings.begin(task.id, apart), signal)
  }
  const carefully: Care = async (given, work) => {
    const { task, connector } = given
    const caution = await cautionOf(given, options)
    switch (caution) {
      case 'settled':
      case 'given-up':
        return { kind: caution }
      case 'none':
        return ended(work(connector))
      case 'watched': {
        using permit = await acquirePermit(watched, signal)
        const releaseEarly = setTimeout(() => permit[Symbol.dispose](), beganAfterMs)
        using _timer = { [Symbol.dispose]: () => clearTimeout(releaseEarly) }
        await begin(task, false)
        return { kind: 'ended', result: await work(connector) }
      }
      case 'isolated': {
        await using apart = await isolate(connector)
        await begin(task, true)
        const result = await work(apart.connector)
        const diedIn = apart.diedIn()
        onIsolated(task, diedIn)
        return diedIn ? { kind: 'died', diedIn, result } : { kind: 'ended', result }
      }
      default:
        return unreachable(caution)
    }
  }
  return (given, work) => (hasNoPast(given) ? ended(work(given.connector)) : carefully(given, work))
}

/** Nearly all jobs, which must not cost a query. */
const hasNoPast = ({ task, deliveries }: Case) => deliveries === 1 && task.attempt === 1

const ended = async <Result>(work: Promise<Result>) =>
  ({ kind: 'ended', result: await work }) as const

async function cautionOf(
  { task, deliveries, history }: Case,
  options: Caring,
): Promise<Caution | 'settled'> {
  const { beginnings, owners, signal, now } = options
  const begun = await waitingForDatabase(() => beginnings.of(task.id), signal)
  const untilMs = now() + goneWithinMs
  const ends = await Promise.all(
    begun
      .filter(({ publisher }) => publisher !== owners.ownId)
      .map(async ({ publisher, isolated }) => {
        const ownerOf = () => publisher
        return { isolated, end: await awaitOwner(task, { ownerOf, untilMs }, options) }
      }),
  )
  if (ends.some(({ end }) => end === 'settled')) return 'settled'
  const gone = ends.filter(({ end }) => end === 'gone')
  return cautionFor({
    deliveries,
    interruptions: interruptionsIn(history),
    lost: gone.filter(({ isolated }) => !isolated).length,
    lostBeside: gone.filter(({ isolated }) => isolated).length,
  })
}

/** A permit may be released twice. */
async function acquirePermit(semaphore: Semaphore, signal: AbortSignal): Promise<Disposable> {
  const permit = await semaphore.acquire('', signal).catch((cause: unknown) => {
    if (signal.aborted) throw new AbandonedWait()
    throw cause
  })
  let over = false
  return {
    [Symbol.dispose]() {
      if (!over) permit[Symbol.dispose]()
      over = true
    },
  }
}
