import type { ServerResponse } from 'node:http'

export const feedOf = (...names: string[]) =>
  `<rss version="2.0"><channel>${names
    .map(
      (name) =>
        `<item><guid>${name}</guid><title>${name}</title><description>x</description></item>`,
    )
    .join('')}</channel></rss>`

/** A feed of 50 MB, of which nothing but the beginning is wanted. */
export const endless = 50_000_000
let sent = 0

/** How much of it was taken, in bytes. */
export const sentOfEndless = () => sent

const sendEndless: Feeding = (_path, response) => {
  const chunk = `<!-- ${'x'.repeat(99_990)} -->`
  const write = () => {
    while (sent < endless && !response.destroyed) {
      sent += chunk.length
      if (!response.write(chunk)) return
    }
    response.end()
  }
  response.on('drain', write).write('<rss><channel>')
  write()
}

/** Each entity is ten of the one before: a thousand million in the end. */
const entities = Array.from('bcdefghij', (name, i) => {
  const tenTimes = `&${'abcdefghi'[i]};`.repeat(10)
  return `<!ENTITY ${name} "${tenTimes}">`
})
const bomb = `<!DOCTYPE x [<!ENTITY a "ha">${entities.join('')}]>
  <rss><channel><item><title>&j;</title></item></channel></rss>`

type Feeding = (path: string, response: ServerResponse) => void
const showing =
  (text: string): Feeding =>
  (_path, response) =>
    response.end(text)

export const wellFed = showing(feedOf('x', 'y'))

/** What is wrong with a feed, by its path, and what its source says then. */
export const troubles = new Map<string, { code: string; answer: Feeding }>([
  ['/gone', { code: 'http-404', answer: (_path, response) => response.writeHead(404).end() }],
  ['/no-xml', { code: 'not-xml', answer: showing('{"version": "https://jsonfeed.org"}') }],
  ['/a-page', { code: 'not-a-feed', answer: showing('<!doctype html><p>Hello') }],
  ['/bomb', { code: 'feed-declares-entities', answer: showing(bomb) }],
  ['/endless', { code: 'feed-too-large', answer: sendEndless }],
])
