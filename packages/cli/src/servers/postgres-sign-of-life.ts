import { connect } from 'node:net'

const answerWithinMs = 4_000

/** `SSLRequest` of the protocol (PostgreSQL manual, "Message Formats"): length 8, code 80877103. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

/**
 * Resolves when the server answers the question every client may begin with, for which it needs no password
 * and writes nothing into its log. Rejects when it does not, in time.
 */
export async function postgresSignOfLife(host: string, port: number): Promise<void> {
  const answered = Promise.withResolvers<void>()
  const socket = connect({ host, port }, () => socket.write(sslRequest))
  const timer = setTimeout(() => answered.reject(new Error('no answer')), answerWithinMs)
  socket.once('data', () => answered.resolve())
  socket.once('error', answered.reject)
  socket.once('close', () => answered.reject(new Error('closed without an answer')))
  try {
    await answered.promise
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}
