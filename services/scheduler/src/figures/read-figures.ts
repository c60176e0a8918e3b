import { query } from '@pressrun/db'
import { toInstant } from '@pressrun/events'
import type pg from 'pg'
import { figuresQuery } from './figures-query.ts'

/** The state of the instance, by name of the figure. */
export type Figures = {
  /** Lanes with queued tasks, by what they wait for; `ready` are those that wait for nothing. */
  readonly lanes: Counted
  /** Open breakers by platform. One past its time stays open until something is to be sent. */
  readonly breakers: Counted
  readonly schedules: number
  readonly sources: number
  /** How long each active system job is overdue, in seconds. */
  readonly jobs: Counted
  /** The position of the newest event. */
  readonly head: number
  /** Tasks that are not over, by status. */
  readonly tasks: Counted
  /** For how many seconds the oldest of them has been waiting, running or unconfirmed. */
  readonly oldestTasks: Counted
  /** What a person has to resume, see `stoppedStates`. */
  readonly stopped: Counted
  readonly oldestStopped: Counted
  /** 1 while a restore of the database waits for a person to accept it. */
  readonly restored: number
  /** How long it took to read them. */
  readonly tookMs: number
}

export const openStatuses = ['queued', 'running', 'held', 'unconfirmed'] as const
export const stoppedStates = [
  'run-paused',
  'account-paused',
  'account-held',
  'account-unreachable',
] as const

type Counted = ReadonlyMap<string, number>

type Row = { readonly figure: keyof Figures; readonly label: string; readonly value: number }

export async function readFigures(pool: pg.Pool, now: number): Promise<Figures> {
  const began = performance.now()
  const rows = await query<Row>(pool, figuresQuery, [toInstant(now)])
  const counted = (wanted: Row['figure']): Counted =>
    new Map(rows.flatMap(({ figure, label, value }) => (figure === wanted ? [[label, value]] : [])))
  const number = (wanted: Row['figure']) => counted(wanted).get('') ?? 0
  return {
    lanes: counted('lanes'),
    breakers: counted('breakers'),
    schedules: number('schedules'),
    sources: number('sources'),
    jobs: counted('jobs'),
    head: number('head'),
    tasks: counted('tasks'),
    oldestTasks: counted('oldestTasks'),
    stopped: counted('stopped'),
    oldestStopped: counted('oldestStopped'),
    restored: number('restored'),
    tookMs: performance.now() - began,
  }
}
