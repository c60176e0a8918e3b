import type { RequestListener } from 'node:http'

const totalBytes = 50_000_000

/** A feed of 50 MB, of which only the beginning should be read. */
export type EndlessFeed = {
  readonly answer: RequestListener
  /** How much the client has taken so far. */
  readonly sentBytes: number
  readonly totalBytes: number
}

export function endlessFeed(): EndlessFeed {
  const chunk = `<!-- ${'x'.repeat(99_990)} -->`
  let sentBytes = 0
  return {
    totalBytes,
    get sentBytes() {
      return sentBytes
    },
    answer(_request, response) {
      const write = () => {
        while (sentBytes < totalBytes && !response.destroyed) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return
        }
        response.end()
      }
      response.on('drain', write).write('<rss><channel>')
      write()
    },
  }
}
