import { connect } from 'node:net'
import { answeredInTime } from './sign-of-life.ts'

/** `SSLRequest` of the protocol (PostgreSQL manual, "Message Formats"): length 8, code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/**
 * Resolves when the server responds to the first message of any client, for which it needs no password and writes
 * nothing into its log. Rejects when it does not, in time.
 */
export async function postgresSignOfLife(host: string, port: number): Promise<void> {
  const answered = Promise.withResolvers<void>()
  const socket = connect({ host, port }, () => socket.write(sslRequest))
  socket.once('data', () => answered.resolve())
  await answeredInTime(socket, answered)
}
