import type { Msg } from '@nats-io/transport-node'

/** What `createInbox` and requests give as the subject to reply to. */
const inboxPrefix = '_INBOX.'

/**
 * Whether a message asks for a reply, to an inbox. Others may give any subject as that: one that processes listen to, or
 * one of the stream.
 */
export const wantsReply = ({ reply }: Msg): boolean => reply?.startsWith(inboxPrefix) ?? false
