import type { AccountId } from '@pressrun/events'
import { closedBreaker, heard, type Breaker, type Sign } from './breaker.ts'
import type { Block, News } from './news.ts'

/** By remote. Only remotes in trouble have one; the others are as `closedBreaker` is. */
export type Breakers = ReadonlyMap<string, Breaker>

/** By account. */
export type Remotes = ReadonlyMap<AccountId, string>

type RemoteNews = Pick<News, 'signs' | 'blocks'>

/** The news may change a breaker, so it has to be known which remote each account is at. */
export const needsRemotes = (breakers: Breakers, { signs, blocks }: RemoteNews): boolean =>
  breakers.size > 0 || blocks.length > 0 || signs.some(({ says }) => says === 'ill')

/** The breakers after the news. `remotes` is asked for only when it is needed, which is rare. */
export function learnRemotes(
  breakers: Breakers,
  news: RemoteNews,
  remotes: () => Remotes,
  now: number,
): Breakers {
  if (!needsRemotes(breakers, news)) return breakers
  const known = remotes()
  return blocked(hear(breakers, news.signs, known, now), news.blocks, known)
}

/**
 * Applies signs in the order of the log; one from an account whose remote is unknown is skipped. A probe
 * speaks for the remote it was sent to, whatever remote its account has by now.
 */
function hear(breakers: Breakers, signs: readonly Sign[], remotes: Remotes, now: number): Breakers {
  const next = new Map(breakers)
  const probed = new Map([...breakers].map(([remote, { probe }]) => [probe, remote]))
  for (const sign of signs) {
    const remote = probed.get(sign.taskId) ?? remotes.get(sign.accountId)
    if (remote === undefined) continue
    const known = next.get(remote) ?? closedBreaker
    const breaker = heard(known, sign, now)
    if (breaker !== known) next.set(remote, breaker)
  }
  return next
}

function blocked(breakers: Breakers, blocks: readonly Block[], remotes: Remotes): Breakers {
  if (blocks.length === 0) return breakers
  const next = new Map(breakers)
  for (const { accountId, until } of blocks) {
    const remote = remotes.get(accountId)
    if (remote === undefined) continue
    const known = next.get(remote) ?? closedBreaker
    next.set(remote, { ...known, blockedUntil: Math.max(known.blockedUntil ?? 0, until) })
  }
  return next
}
