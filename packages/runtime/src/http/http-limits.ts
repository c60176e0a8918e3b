/** What clients can make a server of ours hold at once, and for how long. */
export type HttpLimits = {
  /** Beyond it, the connection that has been idle for longest makes room for a new one. */
  readonly connectionsMax: number
  /** Requests sent on a connection before the response to another was read. Who sends more is hung up on. */
  readonly pipelinedMax: number
  /** Such requests of all connections, in one turn of the event loop. */
  readonly pipelinedPerTurnMax: number
  /** Requests begun in one turn of the event loop. In each it accepts one connection: turns are to be short. */
  readonly begunPerTurnMax: number
  /** Requests of clients nobody knows that are worked on at once. */
  readonly strangersMax: number
  /** Requests of one caller whose clients left while they were worked on. */
  readonly abandonedMax: number
  /** Answers made and not yet read by their clients, all together. Beyond it, the slowest readers are hung up on. */
  readonly unreadMaxBytes: number
  /** Without a byte on a connection in either direction, a request being under way or not. */
  readonly silenceTimeoutMs: number
  readonly headersTimeoutMs: number
  /** For a request to arrive, its body included. */
  readonly requestTimeoutMs: number
  /** Between an answer and the next request. */
  readonly keepAliveTimeoutMs: number
}

/** Enough for a process that only probes and Prometheus ask. */
export const httpLimits: HttpLimits = {
  connectionsMax: 200,
  pipelinedMax: 10,
  pipelinedPerTurnMax: 200,
  begunPerTurnMax: 2,
  strangersMax: 50,
  abandonedMax: 100,
  unreadMaxBytes: 8 * 1024 * 1024,
  silenceTimeoutMs: 60_000,
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5_000,
}
