import { emptyStates, Stage, toQuery, transact, type AutoPublish } from '@pressrun/db'
import { toInstant, type EventMeta, type MintId, type SourceId } from '@pressrun/events'
import type { SourceItem } from '@pressrun/platforms/sources'
import type pg from 'pg'
import { changeItem, restampItems } from './change-items.ts'
import { keepNames } from './item-names.ts'
import { keepItems, type NewArticle } from './keep-items.ts'
import { accountsOf, planRuns } from './plan-runs.ts'
import { sortItems } from './sort-items.ts'
import { lockSource, type SourceRow } from './source-row.ts'

export type ImportOptions = {
  readonly pool: pg.Pool
  readonly mint: MintId
  readonly now: () => number
}

export type ImportedItems = {
  readonly added: number
  readonly changed: number
  /** New items that should be published while no account is left; they are not stored yet. */
  readonly waiting: readonly SourceItem[]
}

/** Which scan of which source, and the meta data of its events. */
export type Scan = {
  readonly sourceId: SourceId
  readonly number: number
  readonly meta: EventMeta
}

/**
 * Makes articles of new items. The articles, the known items and the runs that publish them are one
 * commit. Undefined when the scan was overtaken meanwhile.
 */
export async function importItems(
  found: readonly SourceItem[],
  { sourceId, number, meta }: Scan,
  { pool, mint, now }: ImportOptions,
): Promise<ImportedItems | undefined> {
  return transact(pool, async (client) => {
    const source = await lockSource(client, sourceId, number)
    if (!source) return undefined
    const at = toInstant(now())
    const { added, changed, touched, again } = await sortItems(client, sourceId, found, mint)
    for (const { item, known } of changed) await changeItem(client, item, known, at)
    await restampItems(client, sourceId, touched)
    const stage = new Stage(emptyStates(), mint, at)
    const order = added.length > 0 ? orderOf(source) : null
    const waiting = new Set<NewArticle>()
    if (order) {
      const accounts = await accountsOf(client, source, order)
      const articles = added.filter(({ item }) => !isKept(item, source, order))
      if (accounts.length === 0) for (const article of articles) waiting.add(article)
      else planRuns(source, order, accounts, articles, { stage, mint, meta, now: now() })
    }
    const kept = added.filter((article) => !waiting.has(article))
    const statements = [
      ...keepItems(source, kept, at),
      ...keepNames(sourceId, again),
      ...(stage.isEmpty ? [] : stage.statements()),
    ]
    await Promise.all(statements.map((statement) => client.query(toQuery(statement))))
    const items = [...waiting].map(({ item }) => item)
    return { added: kept.length, changed: changed.length, waiting: items }
  })
}

/** How new items are published now; null when they are only kept. */
const orderOf = ({ auto_publish, last_read_at }: SourceRow): AutoPublish | null =>
  last_read_at === null && auto_publish?.firstScan === 'keep' ? null : auto_publish

/** Whether the item was already there at the first scan, but could not be imported. */
const isKept = (
  { identity }: SourceItem,
  { kept_names }: SourceRow,
  { firstScan }: AutoPublish,
): boolean => firstScan === 'keep' && (kept_names?.includes(identity) ?? false)
