import type { Msg, NatsConnection } from '@nats-io/transport-node'
import type { Verification } from '@pressrun/events'
import { inReach } from './in-reach.ts'
import { wantsReply } from './reply-to-inbox.ts'

/** Questions that one service asks another, by request and reply; nothing of them is recorded. */
const rebuildSubject = 'pressrun.requests.rebuild'
const verifySubject = 'pressrun.requests.verify'
const folderSubject = 'pressrun.requests.folder'

const rebuildTimeoutMs = 2_000

const folderTimeoutMs = 2_000

/** A platform may take its time; this is longer than an outbound call may. */
const verifyTimeoutMs = 35_000

export type RebuildResponse = { readonly state: 'started' | 'under-way' | 'unknown-view' }

/** How an account's settings and credentials did when its platform was asked. */
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

/** How a publisher found a folder on its disk. */
export type FolderResponse = {
  readonly problem?: { readonly code: string; readonly message: string }
}

/** Rejects when nobody answers: analytics, or NATS itself, is not there. */
export async function requestRebuild(
  connection: NatsConnection,
  view: string,
): Promise<RebuildResponse> {
  const answer = await ask(connection, rebuildSubject, view, rebuildTimeoutMs)
  return answer.json<RebuildResponse>()
}

/** Rejects when no publisher answers. */
export async function requestVerification(
  connection: NatsConnection,
  accountId: string,
): Promise<VerifyResponse> {
  const answer = await ask(connection, verifySubject, accountId, verifyTimeoutMs)
  return answer.json<VerifyResponse>()
}

/** A caller waits: where NATS itself does not answer, the time that the answer may take is not waited for. */
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

/** Rejects when no publisher answers in time. */
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

/** Questions that a process answers at once, and those who may wait for the answer to one of them. */
const questionsMax = 64
const waitingMax = 64

/**
 * Of several processes of a service one gets each request. A question that fails stays unanswered, and so does what
 * nobody who asks for something would ask. One question is answered once at a time: those who ask it meanwhile share
 * the next answer, which knows what they know.
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
