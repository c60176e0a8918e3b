import { z } from 'zod'
import { base32, base32Number } from './base32.ts'

/**
 * Ids are TypeIDs (https://github.com/jetify-com/typeid): a prefix that says what the id names,
 * then a UUIDv7 in 26 characters of Crockford base32, so ids sort by the time they were made.
 */
export type Id<Prefix extends string> = `${Prefix}_${string}`

export type RunId = Id<'run'>
export type TaskId = Id<'task'>
export type AccountId = Id<'account'>
export type ArticleId = Id<'article'>
export type ProjectId = Id<'project'>
export type EventId = Id<'event'>
export type BatchId = Id<'batch'>
export type SourceId = Id<'source'>
export type ScheduleId = Id<'schedule'>
export type ApiKeyId = Id<'key'>
export type StreamId = RunId | TaskId | AccountId | SourceId | ScheduleId

const suffixPattern = '[0-7][0-9a-hjkmnp-tv-z]{25}'

const idSchema = <Prefix extends string>(prefix: Prefix) => {
  const pattern = new RegExp(`^${prefix}_${suffixPattern}$`)
  return z.custom<Id<Prefix>>((value) => typeof value === 'string' && pattern.test(value), {
    message: `expected an id that starts with ${prefix}_`,
  })
}

const storedIdSchema = <Prefix extends string>(prefix: Prefix) =>
  z.custom<Id<Prefix>>((value) => typeof value === 'string' && value.startsWith(`${prefix}_`))

/** Parsers for ids that come from outside: the whole shape is checked. */
export const runId = idSchema('run')
export const taskId = idSchema('task')
export const batchId = idSchema('batch')
export const accountId = idSchema('account')
export const articleId = idSchema('article')
export const projectId = idSchema('project')
export const sourceId = idSchema('source')
export const scheduleId = idSchema('schedule')
export const apiKeyId = idSchema('key')

/** The project of callers that name none. */
export const defaultProjectId = projectId.parse('project_00000000000000000000000000')

/** Parsers for ids inside our own events: only the prefix is checked, as they were made here. */
export const stored = {
  runId: storedIdSchema('run'),
  taskId: storedIdSchema('task'),
  accountId: storedIdSchema('account'),
  articleId: storedIdSchema('article'),
  projectId: storedIdSchema('project'),
  scheduleId: storedIdSchema('schedule'),
  sourceId: storedIdSchema('source'),
}

/** The last four of the 26 characters of a run's id are zeros: in its tasks' ids they number the task. */
const placeLength = 4
const noPlace = '0'.repeat(placeLength)

/**
 * The id of a run's task: the run's own, and the place of the task, from 0, at the end. It is the final tie-break of
 * the order inside a lane.
 */
export const taskIdOf = (runId: RunId, ordinal: number): TaskId =>
  `task_${runId.slice('run_'.length, -placeLength)}${base32Number(ordinal + 1, placeLength)}`

export const runIdOf = (taskId: TaskId): RunId =>
  `run_${taskId.slice('task_'.length, -placeLength)}${noPlace}`

/** Between these lie the ids of a run's tasks, in their order, and no others. */
export const taskIdsOf = (runId: RunId): { readonly first: TaskId; readonly last: TaskId } => {
  const shared = `task_${runId.slice('run_'.length, -placeLength)}` as const
  return { first: `${shared}${noPlace}`, last: `${shared}${'z'.repeat(placeLength)}` }
}

/** Ten of the 26 characters of an id say when it was made, in milliseconds. */
const timeLength = 10
const positionLength = 16

/**
 * The ids of the events recorded at an instant, by their positions: an event's id is derived from its record, and is
 * stored nowhere. Logs that were continued from one backup at different times have different events at a position, and
 * so different ids.
 */
export function eventIdsOf(at: string): (position: number) => EventId {
  const bytes = new Uint8Array(16)
  stamp(bytes, Date.parse(at), 0)
  const prefix = `event_${base32(bytes).slice(0, timeLength)}` as const
  return (position) => `${prefix}${String(position).padStart(positionLength, '0')}`
}

export type NewId = <Prefix extends string>(prefix: Prefix) => Id<Prefix>

/**
 * Makes the id generator of a process. `now` returns milliseconds since 1970, `random` fills the array
 * it is given. Ids made within one millisecond keep their order: a 12-bit counter follows the
 * time, as RFC 9562 §6.2 (method 1) allows. The last 20 bits of a run's id are left to its tasks.
 */
export function idGenerator(now: () => number, random: (bytes: Uint8Array) => Uint8Array): NewId {
  const bytes = new Uint8Array(16)
  let lastMs = 0
  let counter = 0
  return (prefix) => {
    const ms = Math.max(now(), lastMs)
    counter = ms === lastMs ? counter + 1 : 0
    lastMs = counter > counterMax ? ms + 1 : ms
    if (counter > counterMax) counter = 0
    random(bytes)
    stamp(bytes, lastMs, counter)
    return `${prefix}_${prefix === 'run' ? withoutPlace(bytes) : base32(bytes)}`
  }
}

const withoutPlace = (bytes: Uint8Array) => base32(bytes).slice(0, -placeLength) + noPlace

/**
 * The id of a run derived from its purpose, by 16 bytes that stand for that. They distinguish runs of one instant, so
 * all bits are used that neither the time nor the tasks take: 54.
 */
export function runIdFrom(ms: number, seed: Uint8Array): RunId {
  const bytes = Uint8Array.from(seed)
  stamp(bytes, ms, (((seed[6] ?? 0) << 8) | (seed[7] ?? 0)) & counterMax)
  return `run_${withoutPlace(bytes)}`
}

const counterMax = 0xfff

function stamp(bytes: Uint8Array, ms: number, counter: number): void {
  let rest = ms
  for (let i = 5; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter & 0xff
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
}
