import { accountItems, runAll, UnitOfWork, transact, type LogGuard } from '@pressrun/db'
import {
  isFirstScanAfterRestore,
  lockSource,
  type AutoPublish,
  type SourceRow,
} from './source-row.ts'
import { toInstant, type NewId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/feeds'
import type pg from 'pg'
import { claimItems } from './claim-items.ts'
import { changeItem, restampItems } from './change-items.ts'
import { storeNames } from './item-names.ts'
import { storeItems, type NewArticle } from './store-items.ts'
import { accountsOf, planRuns } from './plan-runs.ts'
import { sortItems, type ItemAgain } from './sort-items.ts'
import type { Scan } from './scan.ts'

export type ImportOptions = {
  readonly pool: pg.Pool
  readonly newId: NewId
  readonly guard: LogGuard
  readonly now: () => number
}

export type ImportedItems = {
  readonly added: number
  readonly changed: number
  /** New items that should be published while no account is left; they are not stored yet. */
  readonly waiting: readonly SourceItem[]
  /** New items that are dated ahead; they are not stored yet. */
  readonly held?: number
  /** Names of new items that are held back from accounts that already received them. */
  readonly publishedBefore?: readonly string[]
  /** Items that the database refuses, each with the SQLSTATE. */
  readonly refused?: readonly { readonly identity: string; readonly code: string }[]
}

/** Nothing is imported when the scan was overtaken, or the source paused, meanwhile. */
export type Imported = ImportedItems | 'overtaken' | 'paused'

/**
 * Makes articles of new items. The articles, the known items and the runs that publish them are one
 * commit.
 */
export async function importItems(
  found: readonly SourceItem[],
  scan: Scan,
  { pool, newId, guard, now }: ImportOptions,
): Promise<Imported> {
  const { sourceId, number, meta } = scan
  return transact(pool, async (client) => {
    const source = await lockSource(client, sourceId, number, guard.checked())
    if (!source) return 'overtaken'
    if (isPaused(source, scan)) return 'paused'
    const at = toInstant(now())
    const sorted = await sortItems(client, sourceId, found, newId)
    const { changed, again } = sorted
    const touched = sorted.touched.map(({ item }) => item)
    const added = sorted.added.filter(({ item }) => !isHeld(item, source, now()))
    for (const { item, known } of changed) await changeItem(client, item, known, at)
    await restampItems(client, sourceId, touched)
    await accountItems.learnKeys(
      client,
      sourceId,
      [...changed, ...sorted.touched].flatMap(toReadItem),
    )
    const unitOfWork = new UnitOfWork({}, at)
    const order = added.length > 0 ? orderOf(source) : null
    const waiting = new Set<NewArticle>()
    let publishedBefore: readonly NewArticle[] = []
    if (order) {
      const accounts = await accountsOf(client, source, order)
      const articles = added.filter(({ item }) => !isStored(item, source, order))
      if (accounts.length === 0) for (const article of articles) waiting.add(article)
      else {
        const claimed = await claimItems(client, accounts, articles)
        publishedBefore = claimed.publishedBefore
        planRuns(source, order, claimed.plans, { unitOfWork, newId, meta, now: now() })
      }
    }
    const kept = added.filter((article) => !waiting.has(article))
    const statements = [
      ...storeItems(source, kept, { publishedBefore, at }),
      ...storeNames(sourceId, again),
      ...(unitOfWork.isEmpty ? [] : unitOfWork.statements()),
    ]
    await runAll(client, statements)
    const items = [...waiting].map(({ item }) => item)
    return {
      added: kept.length,
      changed: changed.length,
      waiting: items,
      held: sorted.added.length - added.length,
      publishedBefore: publishedBefore.map(({ item }) => item.identity),
    }
  })
}

/** The present keys of an item. A copy may yet become an item of its own, so it must not add keys to the original. */
const toReadItem = ({ item: { keys = [] }, known }: ItemAgain): accountItems.ReadItem[] =>
  known.alias === 'copy' ? [] : [{ articleId: known.articleId, keys }]

/** A source that was paused before can still be scanned by hand; a pause after that ends the scan. */
function isPaused({ status, askedAt, updatedAt }: SourceRow, { isByHand }: Scan): boolean {
  if (status !== 'paused') return false
  return !isByHand || askedAt === null || Date.parse(updatedAt) >= Date.parse(askedAt)
}

/** Whether a new item is dated ahead, so that its readers cannot see it yet. */
const isHeld = ({ notBefore }: SourceItem, { futureDates }: SourceRow, now: number): boolean =>
  futureDates === 'hold' && notBefore !== undefined && Date.parse(notBefore) > now

/** How new items are published now; null when they are only stored. */
function orderOf(source: SourceRow): AutoPublish | null {
  const { autoPublish, lastReadAt } = source
  if (isFirstScanAfterRestore(source)) return null
  return lastReadAt === null && autoPublish?.firstScan === 'keep' ? null : autoPublish
}

/** Whether the item was already there at the first scan, but could not be imported. */
const isStored = (
  { identity }: SourceItem,
  { keptNames }: SourceRow,
  { firstScan }: AutoPublish,
): boolean => firstScan === 'keep' && (keptNames?.includes(identity) ?? false)
