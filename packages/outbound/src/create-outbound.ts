import { lookup as systemLookup } from 'node:dns'
import type { Agent } from 'undici'
import { checkTarget, invalidTarget, parseTarget } from './check-target.ts'
import { createDeadlines } from './deadlines.ts'
import { Exchange } from './exchange.ts'
import { Ended, notSent } from './failure.ts'
import { guardedConnect, type Lookup } from './guarded-connect.ts'
import { loadUndici } from '@pressrun/lean/load-undici'
import {
  bodyTimeoutMs,
  deadlineDefaultMs,
  headersTimeoutMs,
  type Outbound,
  type OutboundRequest,
  type OutboundResult,
} from './outbound.ts'
import { followRedirects } from './redirects.ts'
import { createTargetPolicy } from './target-policy.ts'

export type OutboundOptions = {
  /** Private hosts, addresses and CIDRs that may be reached. */
  readonly privateTargets: readonly string[]
  /** Connections to one origin; more requests than that wait in a queue. */
  readonly connections?: number
  /** For requests without a timeout of their own. */
  readonly deadlineMs?: number
  readonly lookup?: Lookup
  /** Called when this machine had no file descriptor, port or memory left for a request. */
  readonly onMachineExhausted?: (reason: string) => void
}

/** Opens the one HTTP client of a process. Close it to drop what is in flight. */
export function createOutbound(options: OutboundOptions): Outbound {
  const policy = createTargetPolicy(options.privateTargets)
  const lookup = options.lookup ?? systemLookup
  const deadlines = createDeadlines(() => performance.now())
  const settled = (exchange: Exchange, result: OutboundResult): void => {
    deadlines.settled(exchange)
    if (result.outcome === 'not-sent' && result.code === 'machine-exhausted')
      options.onMachineExhausted?.(result.message)
  }
  let agent: Agent | undefined
  const openAgent = () => {
    const { Agent, buildConnector } = loadUndici()
    return new Agent({
      connect: guardedConnect(buildConnector, policy, lookup),
      connections: options.connections ?? 128,
      pipelining: 1,
      allowH2: false,
      headersTimeout: headersTimeoutMs,
      bodyTimeout: bodyTimeoutMs,
    })
  }

  const send = (order: OutboundRequest, endsAtMs: number): Promise<OutboundResult> => {
    if (order.signal.aborted) return Promise.resolve(notSent(new Ended('aborted')))
    const url = parseTarget(order.url)
    if (url === undefined) return Promise.resolve(invalidTarget())
    const exchange = new Exchange(endsAtMs, order, settled)
    deadlines.watch(exchange)
    agent ??= openAgent()
    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: order.method,
        headers: order.headers,
        body: order.body ?? null,
      },
      exchange,
    )
    return exchange.result
  }

  const request = (order: OutboundRequest): Promise<OutboundResult> => {
    const endsAtMs =
      performance.now() + (order.deadlineMs ?? options.deadlineMs ?? deadlineDefaultMs)
    if (!order.redirects) return send(order, endsAtMs)
    return followRedirects(order, (hop) => send(hop, endsAtMs))
  }

  return {
    request,
    check: (url) => checkTarget(url, policy, lookup),
    async [Symbol.asyncDispose]() {
      deadlines.close()
      await agent?.destroy()
    },
  }
}
