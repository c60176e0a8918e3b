import type { AccountId } from '@pressrun/events'
import {
  applySignal,
  closedBreaker,
  type AttemptSignal,
  type Breaker,
  type Healthy,
} from './breaker.ts'
import type { Block, News } from './news.ts'

/** By remote. A remote without an entry has the `closedBreaker`. */
export type Breakers = ReadonlyMap<string, Breaker>

/** By account: its remote, and how it did there before the news. */
export type Remotes = ReadonlyMap<AccountId, { readonly remote: string; readonly healthy: Healthy }>

type RemoteNews = Pick<News, 'signals' | 'blocks'>

/** Whether the news may change a breaker, so that the remotes of the accounts have to be known. */
export const needsRemotes = (breakers: Breakers, { signals, blocks }: RemoteNews): boolean =>
  breakers.size > 0 || blocks.length > 0 || signals.some(({ verdict }) => verdict === 'failing')

/** The breakers after the news. `remotes` is called only if it is needed, which is rare. */
export function learnRemotes(
  breakers: Breakers,
  news: RemoteNews,
  remotes: () => Remotes,
  now: number,
): Breakers {
  if (!needsRemotes(breakers, news)) return breakers
  const known = remotes()
  return applyBlocks(applySignals(breakers, news.signals, known, now), news.blocks, known)
}

/**
 * In the order of the log. A probe speaks for the remote it was sent to, even if its account has another
 * remote by now. A signal whose remote is unknown is skipped.
 */
function applySignals(
  breakers: Breakers,
  signals: readonly AttemptSignal[],
  remotes: Remotes,
  now: number,
): Breakers {
  const next = new Map(breakers)
  const probed = new Map([...breakers].map(([remote, { probe }]) => [probe, remote]))
  for (const signal of signals) {
    const account = remotes.get(signal.accountId)
    const remote = probed.get(signal.taskId) ?? account?.remote
    if (remote === undefined) continue
    const known = next.get(remote) ?? closedBreaker
    const breaker = applySignal(known, signal, account?.healthy ?? null, now)
    if (breaker !== known) next.set(remote, breaker)
  }
  return next
}

function applyBlocks(breakers: Breakers, blocks: readonly Block[], remotes: Remotes): Breakers {
  if (blocks.length === 0) return breakers
  const next = new Map(breakers)
  for (const { accountId, until } of blocks) {
    const remote = remotes.get(accountId)?.remote
    if (remote === undefined) continue
    const known = next.get(remote) ?? closedBreaker
    next.set(remote, { ...known, blockedUntil: Math.max(known.blockedUntil ?? 0, until) })
  }
  return next
}
