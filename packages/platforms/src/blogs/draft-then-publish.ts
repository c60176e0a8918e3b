import { z } from 'zod'
import type { Tools } from '../contract.ts'
import { failedLookUp } from '../failed-look-up.ts'
import type {
  Prepared,
  PrepareOutcome,
  Published,
  ReconcileOutcome,
  Rejected,
} from '../outcomes.ts'
import type { Failure } from './failure.ts'

/**
 * A post with our marker. `withdrawn`: a person took it away, from the readers or from the drafts; it is still visible
 * to us, and must not come back.
 */
export type Trace = {
  readonly id: string
  readonly state: 'draft' | 'published' | 'withdrawn'
  readonly url?: string | undefined
  /** The fields that the platform requires when the post is changed. */
  readonly version?: string | undefined
}

/** The operations of a blog, for one job. */
export type Blog = {
  readonly marker: string
  /** All posts with the marker, the oldest first. */
  look(): Promise<readonly Trace[] | Failure>
  createDraft(): Promise<Failure | undefined>
  discardDraft(id: string): Promise<unknown>
}

const payloadSchema = z.object({
  id: z.string(),
  state: z.enum(['draft', 'published', 'withdrawn']),
  url: z.string().optional(),
  version: z.string().optional(),
})

export const readPayload = ({ payload }: Prepared): Trace =>
  payloadSchema.parse(JSON.parse(payload))

/**
 * Finds the draft of an earlier attempt or makes one, and then searches again: another publisher may have made one at
 * the same time. A later publisher sees both, and both keep the oldest. A draft whose request commits only after this
 * stays unseen by readers; the next search removes it, or the later cleanup.
 */
export async function prepareDraft(
  blog: Blog,
  { later }: Pick<Tools, 'later'>,
  lateBlog: (signal: AbortSignal) => Blog,
): Promise<PrepareOutcome> {
  const before = await blog.look()
  if (isFailure(before)) return before
  if (before.length > 0) return adopt(before, blog)
  const refusal = await blog.createDraft()
  // It may still be made, when the post is out and no search runs any more.
  if (refusal?.outcome === 'unknown') later?.((signal) => removeLateDrafts(lateBlog(signal)))
  if (refusal) return refusal
  const after = await blog.look()
  if (isFailure(after)) return after
  return adopt(after, blog)
}

/** Beside the published post; an unpublished one is adopted by the next attempt. */
async function removeLateDrafts(blog: Blog): Promise<void> {
  const traces = await blog.look()
  if (isFailure(traces) || !traces.some(({ state }) => state === 'published')) return
  for (const { id, state } of traces) if (state === 'draft') await blog.discardDraft(id)
}

async function adopt(traces: readonly Trace[], blog: Blog): Promise<PrepareOutcome> {
  const kept = pastDraft(traces) ?? traces[0]
  if (kept === undefined) return markerLost
  for (const { id, state } of traces)
    if (state === 'draft' && id !== kept.id) await blog.discardDraft(id)
  return { outcome: 'prepared', payload: JSON.stringify(kept), token: blog.marker }
}

const pastDraft = (traces: readonly Trace[]): Trace | undefined =>
  traces.find(({ state }) => state === 'published') ??
  traces.find(({ state }) => state === 'withdrawn')

/**
 * Only reads. A draft is `absent`: readers do not see it, and the next attempt adopts it. A post that a person
 * withdrew counts as found, whether it had been visible or was still a draft: that cannot always be determined, and a
 * retry must never publish again what a person took away.
 */
export async function reconcileDraft(blog: Pick<Blog, 'look'>): Promise<ReconcileOutcome> {
  const traces = await blog.look()
  if (isFailure(traces)) return failedLookUp(traces)
  const there = pastDraft(traces)
  return there ? { ...publishedAs(there), outcome: 'found' } : { outcome: 'absent' }
}

export function publishedAs({ id, state, url }: Trace): Published {
  const isShown = state === 'published' && url !== undefined
  return { outcome: 'published', remoteId: id, ...(isShown && { url }) }
}

const isFailure = (value: object): value is Failure => 'outcome' in value

/** A plugin or a role can hide our own draft from us: then nothing could be promised. */
const markerLost: Rejected = {
  outcome: 'rejected',
  code: 'draft-not-found',
  message: 'the draft that was just made cannot be found by its marker, so it was not published',
}
