/** What clients can make a server of ours hold at once, and for how long. */
export type HttpLimits = {
  /** Beyond it, the connection that has been idle for longest is closed for a new one. */
  readonly connectionsMax: number
  /** Requests sent on a connection before the response to another was read. Beyond it the connection is closed. */
  readonly pipelinedMax: number
  /** Such requests of all connections, in one turn of the event loop. */
  readonly pipelinedPerTurnMax: number
  /** Requests begun in one turn of the event loop. In each it accepts one connection: turns should be short. */
  readonly begunPerTurnMax: number
  /** Concurrent requests of unknown clients. */
  readonly strangersMax: number
  /** Requests of one caller whose clients left while they were handled. */
  readonly abandonedMax: number
  /** Responses not yet read by their clients, all together. Beyond it, the slowest readers are disconnected. */
  readonly unreadMaxBytes: number
  /** Without a byte on a connection in either direction, during a request or not. */
  readonly silenceTimeoutMs: number
  readonly headersTimeoutMs: number
  /** For a request to arrive, its body included. */
  readonly requestTimeoutMs: number
  /** Between a response and the next request. */
  readonly keepAliveTimeoutMs: number
}

/** Enough for a process that serves only probes and Prometheus. */
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
