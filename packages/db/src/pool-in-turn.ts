import pg from 'pg'

/** Chooses which caller gets a connection next, when more want one than there are. */
export type ConnectionTurns = {
  /** A permit lasts until it is disposed of. Rejects when the caller gets none. */
  readonly take: () => Disposable | Promise<Disposable>
}

type Lent = (
  fault: Error | undefined,
  client: pg.PoolClient | undefined,
  release: (fault?: Error | boolean) => void,
) => void

/** A pool in which a caller waits for its own permit, not in line behind all earlier callers. */
export class PoolInTurn extends pg.Pool {
  readonly #turns: ConnectionTurns

  constructor(config: pg.PoolConfig, turns: ConnectionTurns) {
    super(config)
    this.#turns = turns
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: Lent): void
  override connect(callback?: Lent): Promise<pg.PoolClient> | void {
    if (callback) return this.#takeTurn(callback)
    return new Promise((resolve, reject) =>
      this.#takeTurn((fault, client) => (client ? resolve(client) : reject(fault))),
    )
  }

  #takeTurn(lent: Lent): void {
    const turn = this.#turns.take()
    if (!(turn instanceof Promise)) return this.#lend(turn, lent)
    turn.then(
      (begun) => this.#lend(begun, lent),
      (cause: unknown) => lent(cause as Error, undefined, () => {}),
    )
  }

  #lend(turn: Disposable, lent: Lent): void {
    super.connect((fault, client, release) => {
      if (!client) {
        turn[Symbol.dispose]()
        return lent(fault, undefined, release)
      }
      const giveBack = client.release.bind(client)
      client.release = (cause) => {
        giveBack(cause)
        turn[Symbol.dispose]()
      }
      lent(undefined, client, client.release)
    })
  }
}
