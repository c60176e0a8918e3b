import type { Socket } from 'node:net'

const answerWithinMs = 4_000

/** Settles as `answered` does, and rejects when the connection breaks or takes too long. Ends it in any case. */
export async function answeredInTime(
  socket: Socket,
  { promise, reject }: PromiseWithResolvers<void>,
): Promise<void> {
  const timer = setTimeout(() => reject(new Error('no answer')), answerWithinMs)
  socket.once('error', reject)
  socket.once('close', () => reject(new Error('closed without an answer')))
  try {
    await promise
  } finally {
    clearTimeout(timer)
    socket.destroy()
  }
}
