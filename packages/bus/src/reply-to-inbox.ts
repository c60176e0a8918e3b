import type { Msg } from '@nats-io/transport-node'

/** The form of reply subjects made by `createInbox` and by requests. */
const inboxPrefix = '_INBOX.'

/**
 * Whether a message asks for a reply, to an inbox. Foreign clients may name any reply subject: one that processes
 * listen to, or one of the stream.
 */
export const wantsReply = ({ reply }: Msg): boolean => reply?.startsWith(inboxPrefix) ?? false
