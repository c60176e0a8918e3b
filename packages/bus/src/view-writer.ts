import { errors, type Msg, type NatsConnection } from '@nats-io/transport-node'
import { isInReach } from './in-reach.ts'
import { wantsReply } from './reply-to-inbox.ts'

/** Outside the stream's subjects: it is not stored. */
const subjectOf = (view: string) => `pressrun.views.${view}.writer`

export type ViewTerm = {
  readonly view: string
  /** Of two processes that both claim to be the writer, the one with the higher term is. */
  readonly term: number
  /** Announced by another process, or by any client: to be checked before it is believed. */
  readonly onSuperseded: () => void
}

/**
 * Announces this process as the writer of a view, and replies to the standbys until it is stopped. One that was frozen
 * hears when it goes on that another has taken its place.
 */
export function announceWriter(
  connection: NatsConnection,
  { view, term, onSuperseded }: ViewTerm,
): { readonly stop: () => void } {
  const onMessage = (message: Msg) => {
    if (wantsReply(message)) message.respond()
    else if (Number(message.string()) > term) onSuperseded()
  }
  const subscription = connection.subscribe(subjectOf(view), {
    callback: (error, message) => {
      if (!error) onMessage(message)
    },
  })
  connection.publish(subjectOf(view), String(term))
  return { stop: () => subscription.unsubscribe() }
}

/** Whether a view has a writer; silent: it has one that does not reply. */
export type WriterFound = 'writing' | 'silent' | 'none' | 'nats-away'

/** Asks whether the view has a writer. */
export async function findWriter(
  connection: NatsConnection,
  view: string,
  withinMs: number,
): Promise<WriterFound> {
  try {
    await connection.request(subjectOf(view), '', { timeout: withinMs })
    return 'writing'
  } catch (cause) {
    if (hasNoResponders(cause)) return 'none'
    // Silence counts only while NATS itself responds.
    return (await isInReach(connection, withinMs)) ? 'silent' : 'nats-away'
  }
}

const hasNoResponders = (cause: unknown) =>
  cause instanceof errors.RequestError && cause.isNoResponders()
