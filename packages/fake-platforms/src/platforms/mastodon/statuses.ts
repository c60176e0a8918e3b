export type Status = {
  readonly id: string
  readonly account: string
  readonly text: string
  readonly visibility: string
  readonly at: number
  removed: boolean
}

const keyKeptMs = 60 * 60 * 1000

/** A server's statuses, and for an hour the keys they came with. */
export class Statuses {
  readonly #statuses: Status[] = []
  readonly #keys = new Map<string, { id: string; until: number }>()

  add(account: string, text: string, visibility: string, at: number): Status {
    const id = String((BigInt(at) << 16n) + BigInt(this.#statuses.length % 65_536))
    const status = { id, account, text, visibility, at, removed: false }
    this.#statuses.push(status)
    return status
  }

  remember(account: string, key: string, id: string, at: number): void {
    this.#keys.set(JSON.stringify([account, key]), { id, until: at + keyKeptMs })
  }

  /** The id of the status that came with this key within the last hour. */
  idOf(account: string, key: string, at: number): string | undefined {
    const known = this.#keys.get(JSON.stringify([account, key]))
    return known && at < known.until ? known.id : undefined
  }

  find(id: string): Status | undefined {
    return this.#statuses.find((status) => status.id === id && !status.removed)
  }

  /** The newest first. */
  of(account: string, beforeId?: string): Status[] {
    return this.#statuses
      .filter((status) => status.account === account && !status.removed)
      .filter(({ id }) => beforeId === undefined || BigInt(id) < BigInt(beforeId))
      .toReversed()
  }
}
