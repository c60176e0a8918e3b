import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type {
  CommitOutcome,
  Connector,
  PrepareOutcome,
  PublishJob,
  ReconcileOutcome,
} from '@pressrun/platforms'
import { AbandonedWait } from '../jobs/await-owner.ts'
import type { Isolate, Isolated } from '../jobs/publisher.ts'
import { Semaphore } from '../semaphore.ts'
import type { Reply, Request, Setting, StepName } from './messages.ts'
import { startProcess } from './start-process.ts'

export type IsolationOptions = Omit<Setting, 'platform'> & {
  /** The program of the process. */
  readonly entry: URL
  readonly signal: AbortSignal
}

/** Each may use as much memory as it is allowed. */
const processesMax = 4

/** Isolates jobs, a few at a time. */
export function createIsolation({ signal, ...options }: IsolationOptions): Isolate {
  const semaphore = new Semaphore({ max: processesMax })
  return async (connector) => {
    await using stack = new AsyncDisposableStack()
    const permit = await semaphore.acquire('', signal).catch((cause: unknown) => {
      if (signal.aborted) throw new AbandonedWait()
      throw cause
    })
    stack.use(permit)
    const isolated = stack.use(await isolate(connector, options))
    const kept = stack.move()
    return { ...isolated, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }
}

/**
 * The connector, with its steps done in a process of their own: a thread would share the memory outside of the heap,
 * and an end by `abort`. Everything else stays with the publisher: the intent is on record before the process is asked
 * to `commit`, and its replies are judged and recorded here.
 */
async function isolate(
  connector: Connector,
  { entry, ...setting }: Omit<IsolationOptions, 'signal'>,
): Promise<Isolated> {
  const child = await startProcess(entry, { ...setting, platform: connector.platform })
  // Its last reply is read before its death is acted on.
  const exited = Promise.all([once(child, 'exit'), once(child, 'disconnect')])
  let diedIn: StepName | undefined
  const perform = async (
    request: Extract<Request, { type: 'step' }>,
    signal: AbortSignal,
  ): Promise<unknown> => {
    const stop = () => send(child, { type: 'stop' })
    signal.addEventListener('abort', stop, { once: true })
    try {
      // Not one byte of the post leaves a process that was dead before it was asked to send it.
      const dyingIn = child.connected ? request.step : 'preparing'
      const answered = nextReply(child)
      send(child, request)
      const reply = await Promise.race([answered, exited.then(() => undefined)])
      if (reply?.type === 'answer') return reply.answer
      if (reply) throw new Error('the connector failed')
      diedIn ??= dyingIn
      throw new Error('the process of the job died')
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
  const step =
    (name: 'preparing' | 'looking') =>
    ({ signal, ...job }: PublishJob) =>
      perform({ type: 'step', step: name, job }, signal)
  return {
    connector: {
      ...connector,
      prepare: step('preparing') as (job: PublishJob) => Promise<PrepareOutcome>,
      commit: ({ signal, ...job }, prepared) =>
        perform({ type: 'step', step: 'sending', job, prepared }, signal) as Promise<CommitOutcome>,
      ...(connector.reconcile && {
        reconcile: step('looking') as (job: PublishJob) => Promise<ReconcileOutcome>,
      }),
    },
    diedIn: () => diedIn,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** Rejected by a dead process, whose end is noticed separately. */
const send = (child: ChildProcess, request: Request): void =>
  void (child.connected && child.send(request, () => {}))

/** Never resolves for a process that dies first. */
function nextReply(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve) => {
    const listen = (message: Reply | { readonly type: 'alive' }) => {
      if (message.type === 'alive') return
      child.off('message', listen)
      resolve(message)
    }
    child.on('message', listen)
  })
}
