import { listMaybeBlocked, listTasks, type Page, type TaskSearch } from '@pressrun/queries'
import { toInstant, type BlockReason, type TaskId, type TaskState } from '@pressrun/events'
import { findBlocks, type Blocks, type ReadContext } from './find-blocks.ts'

type Search = TaskSearch & {
  readonly limit: number
  readonly blockedOn?: BlockReason | undefined
}

export type FoundTasks = Page<TaskState> & {
  readonly blocks: Blocks
  /** Where the next page begins, when that is not after the last row. */
  readonly last?: TaskId
}

/** Tasks per read where only some may match. */
const readAtOnce = 200
/** A page ends after this many reads, however few of its tasks match; the next page continues there. */
const readsMax = 10

/** The newest tasks that match, with what they wait for. */
export async function searchTasks(
  context: ReadContext,
  { blockedOn, ...search }: Search,
): Promise<FoundTasks> {
  if (blockedOn) return searchBlocked(context, blockedOn, search)
  const found = await listTasks(context.database, search)
  return { ...found, blocks: await findBlocks(context, found.rows) }
}

/** One function alone decides what a task waits for, also here: the database finds the candidates. */
async function searchBlocked(
  context: ReadContext,
  reason: BlockReason,
  search: TaskSearch & { readonly limit: number },
): Promise<FoundTasks> {
  const now = toInstant(context.now())
  const rows: TaskState[] = []
  const blocks = new Map<TaskId, NonNullable<ReturnType<Blocks['get']>>>()
  let { before } = search
  for (let reads = 1; ; reads++) {
    const limit = Math.max(search.limit, readAtOnce)
    const page = await listMaybeBlocked(context.database, reason, { ...search, limit, before, now })
    for (const [id, block] of await findBlocks(context, page.rows)) blocks.set(id, block)
    rows.push(...page.rows.filter(({ id }) => blocks.get(id)?.reason === reason))
    if (rows.length > search.limit) return { rows: rows.slice(0, search.limit), more: true, blocks }
    before = page.rows.at(-1)?.id
    if (!page.more || !before) return { rows, more: false, blocks }
    if (reads >= readsMax) return { rows, more: true, blocks, last: before }
  }
}
