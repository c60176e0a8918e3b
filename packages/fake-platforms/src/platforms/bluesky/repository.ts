import { createHash } from 'node:crypto'
import type { Answer, World } from '../../platform-fake.ts'
import { checkPost, isTid } from './check-post.ts'
import { refuse } from './refuse.ts'
import { didOf, handleOf } from './sessions.ts'

const collection = 'app.bsky.feed.post'

export type Write = {
  readonly collection?: unknown
  readonly rkey?: unknown
  readonly record?: unknown
  readonly swapRecord?: string | null
}

type Stored = { cid: string; value: Record<string, unknown> }

/** The posts of all accounts. An account's name stands for its repository. */
export class Repositories {
  readonly #records = new Map<string, Stored>()
  /** By handle, of those with posts. */
  readonly #dids = new Map<string, string>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Writing an identical record is no commit; `swapRecord: null` requires that none exists. */
  put(name: string, write: Write): Answer {
    const refusal = refuseWrite(write)
    if (refusal) return refusal
    const uri = uriOf(name, write.rkey)
    const current = this.#records.get(uri)
    const stored = store(write.record)
    if (current?.cid === stored.cid) return written(uri, stored, false)
    if (write.swapRecord !== undefined && write.swapRecord !== (current?.cid ?? null))
      return refuse(400, 'InvalidSwap', `Record was at ${current?.cid ?? 'null'}`)
    this.#save(name, uri, stored)
    return written(uri, stored, true)
  }

  /** The reference PDS has no better response for a key that is taken. */
  create(name: string, write: Write): Answer {
    const refusal = refuseWrite(write)
    if (refusal) return refusal
    const uri = uriOf(name, write.rkey)
    if (this.#records.has(uri)) return refuse(500, 'InternalServerError', 'Internal Server Error')
    const stored = store(write.record)
    this.#save(name, uri, stored)
    return written(uri, stored, true)
  }

  get(repo: string, rkey: unknown): Answer {
    const uri = `at://${this.#dids.get(repo) ?? repo}/${collection}/${String(rkey)}`
    const found = this.#records.get(uri)
    if (found) return { status: 200, body: { uri, ...found } }
    return refuse(400, 'RecordNotFound', `Could not locate record: ${uri}`)
  }

  delete(name: string, { rkey }: Write): Answer {
    const uri = uriOf(name, rkey)
    if (this.#records.delete(uri)) this.#world.ledger.remove('bluesky', uri, this.#world.now())
    return { status: 200, body: {} }
  }

  /** An edit is no new post. */
  #save(name: string, uri: string, stored: Stored): void {
    const isNew = !this.#records.has(uri)
    this.#records.set(uri, stored)
    this.#dids.set(handleOf(name), didOf(name))
    if (!isNew) return
    const url = `https://bsky.app/profile/${didOf(name)}/post/${uri.split('/').at(-1)}`
    const text = String(stored.value['text'])
    const at = this.#world.now()
    this.#world.ledger.publish({ platform: 'bluesky', account: name, id: uri, text, url, at })
  }
}

const uriOf = (name: string, rkey: unknown) => `at://${didOf(name)}/${collection}/${String(rkey)}`

function refuseWrite(write: Write): Answer | undefined {
  if (typeof write.record !== 'object' || write.record === null)
    return refuse(400, 'InvalidRequest', 'Input must have the property "record"')
  if (write.collection !== collection)
    return refuse(400, 'InvalidRequest', `Lexicon not found: ${String(write.collection)}`)
  if (!isTid(write.rkey))
    return refuse(400, 'InvalidRequest', `Invalid record key for ${collection}: not a valid tid`)
  const wrong = checkPost(write.record)
  return wrong === undefined
    ? undefined
    : refuse(400, 'InvalidRequest', `Invalid ${collection} record: ${wrong}`)
}

const store = (record: unknown): Stored => ({
  cid: `bafyrei${createHash('sha256').update(canonical(record)).digest('hex').slice(0, 52)}`,
  value: record as Record<string, unknown>,
})

/** Like DAG-CBOR: the order of keys makes no difference. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join()}}`
}

function written(uri: string, { cid }: Stored, changed: boolean): Answer {
  const commit = { cid, rev: uri.split('/').at(-1) }
  return {
    status: 200,
    body: { uri, cid, ...(changed && { commit }), validationStatus: 'valid' },
  }
}
