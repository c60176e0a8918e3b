import type { Msg, NatsConnection } from '@nats-io/transport-node'
import type { Verification } from '@pressrun/events'
import { inReach } from './in-reach.ts'
import { wantsReply } from './reply-to-inbox.ts'

/** Requests from one service to another; nothing of them is recorded. */
const rebuildSubject = 'pressrun.requests.rebuild'
const verifySubject = 'pressrun.requests.verify'
const folderSubject = 'pressrun.requests.folder'

const rebuildTimeoutMs = 2_000

const folderTimeoutMs = 2_000

/** A platform may be slow; this is longer than an outbound call may take. */
const verifyTimeoutMs = 35_000

export type RebuildResponse = { readonly state: 'started' | 'under-way' | 'unknown-view' }

/** The result of verifying an account's settings and credentials with its platform. */
export type VerifyResponse = Verification & {
  readonly outcome:
    | 'verified'
    | 'rejected'
    | 'rate-limited'
    | 'auth-required'
    | 'not-sent'
    | 'unknown'
  readonly code?: string
  readonly message?: string
  /** The platform cannot be asked before; ISO 8601. */
  readonly until?: string
}

/** The state of a folder on a publisher's disk. */
export type FolderResponse = {
  readonly problem?: { readonly code: string; readonly message: string }
}

/** Rejects without a reply: analytics, or NATS itself, is away. */
export async function requestRebuild(
  connection: NatsConnection,
  view: string,
): Promise<RebuildResponse> {
  const answer = await ask(connection, rebuildSubject, view, rebuildTimeoutMs)
  return answer.json<RebuildResponse>()
}

/** Rejects when no publisher replies. */
export async function requestVerification(
  connection: NatsConnection,
  accountId: string,
): Promise<VerifyResponse> {
  const answer = await ask(connection, verifySubject, accountId, verifyTimeoutMs)
  return answer.json<VerifyResponse>()
}

/** A caller waits: where NATS itself does not respond, the reply's timeout is not waited for. */
async function ask(
  connection: NatsConnection,
  subject: string,
  question: string,
  timeoutMs: number,
): Promise<Msg> {
  await inReach(connection, inReachWithinMs)
  return connection.request(subject, question, { timeout: timeoutMs })
}

const inReachWithinMs = 1_000

/** Rejects when no publisher replies in time. */
export async function requestFolderCheck(
  connection: NatsConnection,
  location: string,
): Promise<FolderResponse> {
  const answer = await ask(connection, folderSubject, location, folderTimeoutMs)
  return answer.json<FolderResponse>()
}

export const answerFolderChecks = (
  connection: NatsConnection,
  answer: (location: string) => Promise<FolderResponse>,
): Answering => answerRequests(connection, folderSubject, 'publisher', answer)

export const answerRebuilds = (
  connection: NatsConnection,
  answer: (view: string) => RebuildResponse,
): Answering =>
  answerRequests(connection, rebuildSubject, 'analytics', async (view) => answer(view))

export const answerVerifications = (
  connection: NatsConnection,
  answer: (accountId: string) => Promise<VerifyResponse>,
): Answering => answerRequests(connection, verifySubject, 'publisher', answer)

type Answering = { readonly stop: () => void }

/** Longer than any name, id or path. */
const questionBytesMax = 16_384

/** Requests that a process handles at once, and callers that may wait for one reply. */
const questionsMax = 64
const waitingMax = 64

/**
 * Of several processes of a service one gets each request. A request that fails or is malformed stays unanswered.
 * Identical requests are handled one at a time: those that come meanwhile share the next reply, which is fresh for
 * them.
 */
function answerRequests(
  connection: NatsConnection,
  subject: string,
  queue: string,
  answer: (question: string) => Promise<object>,
): Answering {
  const waiting = new Map<string, Msg[]>()
  const respond = async (question: string, messages: readonly Msg[]): Promise<void> => {
    const found = await answer(question).catch(() => undefined)
    if (found) for (const message of messages) message.respond(JSON.stringify(found))
    const next = waiting.get(question) ?? []
    waiting.delete(question)
    if (next.length > 0) begin(question, next)
  }
  const begin = (question: string, messages: readonly Msg[]) => {
    waiting.set(question, [])
    void respond(question, messages)
  }
  const onQuestion = (message: Msg) => {
    if (!wantsReply(message) || message.data.length > questionBytesMax) return
    const question = message.string()
    const others = waiting.get(question)
    if (!others && waiting.size < questionsMax) begin(question, [message])
    else if (others && others.length < waitingMax) others.push(message)
  }
  const subscription = connection.subscribe(subject, {
    queue,
    callback: (error, message) => {
      if (!error) onQuestion(message)
    },
  })
  return { stop: () => subscription.unsubscribe() }
}
