import type { Tools } from '../contract.ts'
import { failedLookUp } from '../failed-look-up.ts'
import type { CommitOutcome, ReconcileOutcome } from '../outcomes.ts'
import { collection } from './post.ts'
import { readRefusal, refusesToken } from './read-refusal.ts'
import { nothingWritten, renewSession, type Account, type Session } from './session.ts'
import { succeeded, xrpc, type XrpcAnswer, type XrpcRequest } from './xrpc.ts'

type Call = Pick<XrpcRequest, 'nsid' | 'query' | 'body'>
type Refused = Exclude<CommitOutcome, { outcome: 'published' }>
type Answered = { answer: XrpcAnswer; refusal: Refused | undefined }

const published = (did: string, rkey: string) => ({
  remoteId: `at://${did}/${collection}/${rkey}`,
  // A handle may change hands, a DID does not.
  url: `https://bsky.app/profile/${did}/post/${rkey}`,
})

/** A repeat of the same record changes nothing; another record in its place is refused. */
export async function putRecord(
  rkey: string,
  body: string,
  session: Session,
  account: Account,
  tools: Tools,
): Promise<CommitOutcome> {
  const call = { nsid: 'com.atproto.repo.putRecord', body }
  const reply = await request(call, session, account, tools)
  if (!('answer' in reply)) return reply
  const { answer, refusal } = reply
  if (answer.error === 'InvalidSwap') return adopt(rkey, session, account, tools)
  if (refusal) return refusal
  const there = published(session.did, rkey)
  if (answer.reply['uri'] === there.remoteId) return { outcome: 'published', ...there }
  const message = `the answer does not name ${there.remoteId}`
  return { outcome: 'unknown', code: 'answer-unreadable', message }
}

/** Another record has our key, and only an earlier attempt can have put it there. */
async function adopt(
  rkey: string,
  session: Session,
  account: Account,
  tools: Tools,
): Promise<CommitOutcome> {
  const seen = await findRecord(rkey, session, account, tools)
  if (seen.outcome === 'found') return { ...seen, outcome: 'published' }
  const message = `another record was in the way, and then could not be found (${seen.outcome})`
  return { outcome: 'unknown', code: 'invalid-swap', message }
}

export async function findRecord(
  rkey: string,
  session: Session,
  account: Account,
  tools: Tools,
): Promise<ReconcileOutcome> {
  const query = { repo: session.did, collection, rkey }
  const call = { nsid: 'com.atproto.repo.getRecord', query }
  const reply = await request(call, session, account, tools)
  if (!('answer' in reply)) return failedLookUp(reply)
  const { answer, refusal } = reply
  if (saysAbsent(answer)) return { outcome: 'absent' }
  if (refusal) return failedLookUp(refusal)
  const there = published(session.did, rkey)
  if (answer.reply['uri'] === there.remoteId) return { outcome: 'found', ...there }
  return { outcome: 'unknown', code: 'answer-unreadable', message: 'the record could not be read' }
}

/** Older servers only have it in the message. */
const saysAbsent = ({ status, error, reply }: XrpcAnswer): boolean =>
  status === 400 &&
  (error === 'RecordNotFound' ||
    (error === 'InvalidRequest' && String(reply['message']).startsWith('Could not locate record')))

/** If the session has expired meanwhile, once more with a new one. */
async function request(
  call: Call,
  session: Session,
  account: Account,
  tools: Tools,
): Promise<Answered | Refused> {
  const first = await send(call, session, account, tools)
  if (!('answer' in first) || !refusesToken(first.answer)) return first
  const login = await renewSession(session, account, tools)
  if (login.outcome !== 'session') return nothingWritten(login)
  return await send(call, login, account, tools)
}

async function send(
  call: Call,
  { accessJwt }: Session,
  { settings, credentials, signal }: Account,
  tools: Tools,
): Promise<Answered | Refused> {
  const { service } = settings
  const result = await xrpc({ service, token: accessJwt, signal, ...call }, tools)
  if (result.outcome !== 'answered') return result
  if (succeeded(result)) return { answer: result, refusal: undefined }
  const refusal = readRefusal(result, { ...credentials, accessJwt }, tools.now())
  return { answer: result, refusal }
}
