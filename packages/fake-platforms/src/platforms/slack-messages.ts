import { createHash } from 'node:crypto'
import type { Answer, World } from '../platform-fake.ts'

type Message = { channel: string; ts: string; text: string; metadata?: unknown }
export type Wanted = { channel?: unknown; text?: unknown; metadata?: unknown }
export type History = {
  readonly channel?: string
  readonly oldest?: string
  readonly limit?: string
  readonly cursor?: string
  readonly include_all_metadata?: string
}

/** A longer text becomes several messages, of which the last has the metadata; a far longer one is cut. */
const partMax = 4_000
const textMax = 40_000
const pageSizeDefault = 100
const pageSizeMax = 999

/** Every account has a channel of its own. A message that is sent twice exists twice. */
export class SlackMessages {
  readonly #world: World
  readonly #messages: Message[] = []
  #lastMicroseconds = 0

  constructor(world: World) {
    this.#world = world
  }

  post(account: string, { text, metadata }: Wanted): Answer {
    if (typeof text !== 'string' || text.trim() === '') return refusal('no_text')
    const parts = partsOf(text.slice(0, textMax))
    const messages = parts.map((part) => this.#add(account, part))
    const last = messages.at(-1)
    if (last === undefined) return refusal('no_text')
    if (metadata !== undefined) last.metadata = metadata
    const { channel, ts } = last
    return success({ channel, ts, message: { type: 'message', ts, text: last.text } })
  }

  /** Newest first. Metadata is shown on request. */
  page(account: string, query: History): Answer {
    const size = Math.min(Number(query.limit ?? pageSizeDefault), pageSizeMax)
    const before = query.cursor && Buffer.from(query.cursor, 'base64').toString()
    const wanted = this.#visible(account)
      .filter(({ ts }) => ts > (query.oldest ?? '') && (!before || ts < before))
      .toReversed()
    const shown = wanted.slice(0, size)
    const more = wanted.length > size
    const cursor = more ? Buffer.from(shown.at(-1)?.ts ?? '').toString('base64') : ''
    return success({
      messages: shown.map((message) => entry(message, query.include_all_metadata === 'true')),
      has_more: more,
      response_metadata: { next_cursor: cursor },
    })
  }

  permalink(account: string, ts: string | undefined): Answer {
    const found = this.#visible(account).find((message) => message.ts === ts)
    if (!found) return refusal('message_not_found')
    return success({ channel: found.channel, permalink: permalinkOf(found) })
  }

  #add(account: string, text: string): Message {
    const message: Message = { channel: channelOf(account), ts: this.#nextTs(), text }
    this.#messages.push(message)
    this.#show(account, message)
    return message
  }

  /** A timestamp names a message: no two are the same. */
  #nextTs(): string {
    this.#lastMicroseconds = Math.max(this.#lastMicroseconds + 1, this.#world.now() * 1_000)
    const digits = String(this.#lastMicroseconds)
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`
  }

  #show(account: string, message: Message): void {
    const { ledger, now } = this.#world
    const [id, url] = [idOf(message), permalinkOf(message)]
    ledger.publish({ platform: 'slack', account, id, text: message.text, url, at: now() })
  }

  #visible(account: string): Message[] {
    const posts = this.#world.ledger.of('slack', account)
    const gone = new Set(posts.filter((post) => post.removedAt !== undefined).map(({ id }) => id))
    const channel = channelOf(account)
    return this.#messages.filter(
      (message) => message.channel === channel && !gone.has(idOf(message)),
    )
  }
}

function partsOf(text: string): string[] {
  const count = Math.ceil(text.length / partMax)
  return Array.from({ length: count }, (_, index) =>
    text.slice(index * partMax, (index + 1) * partMax),
  )
}

function entry({ ts, text, metadata }: Message, withMetadata: boolean): object {
  return { type: 'message', ts, text, ...(withMetadata && metadata !== undefined && { metadata }) }
}

const idOf = ({ channel, ts }: Message) => `${channel}:${ts}`

function permalinkOf({ channel, ts }: Message): string {
  return `https://fake.slack.com/archives/${channel}/p${ts.replace('.', '')}`
}

export const success = (body: object): Answer => ({ status: 200, body: { ok: true, ...body } })

export function refusal(error: string, more: object = {}): Answer {
  return { status: 200, body: { ok: false, error, ...more } }
}

export function channelOf(account: string): string {
  return `C${createHash('sha256').update(account).digest('hex').slice(0, 10).toUpperCase()}`
}
