import type { IncomingMessage } from 'node:http'

/** Every chunk of a body costs a microsecond and 200 bytes, however small: 10,000 fit into what is read at once. */
const tinyChunksMax = 1_000
const tinyBytesMax = 64

/** Whether a body comes in chunks whose sizes its client chooses (RFC 9112, section 7.1). */
export const isChunked = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined

/** Calls `refuse` when a body comes in many chunks of a few bytes. */
export function watchForTinyChunks(request: IncomingMessage, refuse: () => void): void {
  const { push } = request
  let chunks = 0
  let bytes = 0
  let isRefused = false
  request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    if (isRefused) return false
    if (chunk) {
      chunks += 1
      bytes += chunk.length
      isRefused = chunks > tinyChunksMax && bytes < chunks * tinyBytesMax
    }
    if (!isRefused) return push.call(request, chunk, encoding)
    refuse()
    return false
  }
}
