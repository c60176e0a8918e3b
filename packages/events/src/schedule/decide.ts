import { accept, nothing, refuse, unreachable, type Decision } from '../decision.ts'
import type { DomainEvent, EventOf } from '../event.ts'
import type { AccountId, ProjectId, RunId, ScheduleId } from '../ids.ts'
import type { Instant } from '../time.ts'
import {
  scheduleEvents,
  type ChangedTerms,
  type ScheduleFailure,
  type ScheduleTerms,
  type SkipReason,
} from './events.ts'
import type { ScheduleState } from './state.ts'

type To<Type extends string, Rest = object> = Rest & {
  readonly type: Type
  readonly scheduleId: ScheduleId
}
/** Computed from cron by the caller: the domain has no access to it. */
type Next = { readonly nextAt: Instant | null }

/** The outcome of one instant. */
type Firing =
  | { readonly kind: 'run'; readonly runId: RunId; readonly without: readonly AccountId[] }
  | { readonly kind: 'failed'; readonly failure: ScheduleFailure }

export type ScheduleCommand =
  | To<'CreateSchedule', Next & { readonly projectId: ProjectId; readonly terms: ScheduleTerms }>
  | To<
      'ChangeSchedule',
      {
        readonly changed: ChangedTerms
        /** Only where the command changes it: the scheduler may just be firing. */
        readonly nextAt?: Instant | null | undefined
        /** From `If-Match`: the version that the caller has seen. */
        readonly expectedVersion?: number | undefined
      }
    >
  | To<'PauseSchedule'>
  | To<'ResumeSchedule', Next>
  | To<'DeleteSchedule'>
  | To<
      'FireSchedule',
      Next & { readonly nominal: Instant; readonly firing: Firing; readonly now: number }
    >
  | To<
      'SkipFirings',
      Next & {
        /** The first of them. */
        readonly nominal: Instant
        readonly until: Instant
        readonly count: number
        readonly reason: SkipReason
      }
    >

export type ScheduleEvent = EventOf<keyof typeof scheduleEvents>

export const isScheduleEvent = (event: DomainEvent): event is ScheduleEvent =>
  event.type in scheduleEvents

export type ScheduleRefusal = 'schedule-exists' | 'schedule-not-found' | 'version-mismatch'

type ScheduleDecision = Decision<ScheduleEvent, ScheduleRefusal>

export function decideSchedule(
  command: ScheduleCommand,
  schedule: ScheduleState | null,
): ScheduleDecision {
  if (command.type === 'CreateSchedule') {
    if (schedule) return refuse('schedule-exists')
    const { projectId, terms, nextAt } = command
    return accept({ type: 'ScheduleCreated', data: { projectId, ...terms, nextAt } })
  }
  if (!schedule || schedule.status === 'deleted') return refuse('schedule-not-found')
  switch (command.type) {
    case 'ChangeSchedule':
      return change(command, schedule)
    case 'PauseSchedule':
      if (schedule.status === 'paused') return nothing
      return accept({ type: 'SchedulePaused', data: {} })
    case 'ResumeSchedule':
      // Due instants are left to the scheduler, to fire or to skip: nothing is postponed.
      if (schedule.status === 'active' && !isSooner(command.nextAt, schedule.nextAt)) return nothing
      return accept({ type: 'ScheduleResumed', data: { nextAt: command.nextAt } })
    case 'DeleteSchedule':
      return accept({ type: 'ScheduleDeleted', data: {} })
    case 'FireSchedule':
      if (schedule.nextAt !== command.nominal) return nothing
      return accept(fired(command))
    case 'SkipFirings': {
      if (schedule.nextAt !== command.nominal) return nothing
      const { count, until, reason, nextAt } = command
      return accept({ type: 'ScheduleSkipped', data: { count, until, reason, nextAt } })
    }
    default:
      return unreachable(command)
  }
}

const isSooner = (one: Instant | null, other: Instant | null): boolean =>
  one !== null && (other === null || one < other)

function change(
  { changed, nextAt, expectedVersion }: Extract<ScheduleCommand, { type: 'ChangeSchedule' }>,
  { version, status, nextAt: before }: ScheduleState,
): ScheduleDecision {
  if (expectedVersion !== undefined && expectedVersion !== version)
    return refuse('version-mismatch')
  const changedTerms = Object.entries(changed).filter(([, value]) => value !== undefined)
  if (changedTerms.length === 0) return nothing
  const next = status === 'paused' ? null : nextAt === undefined ? before : nextAt
  const data = { changed: Object.fromEntries(changedTerms) as ChangedTerms, nextAt: next }
  return accept({ type: 'ScheduleChanged', data })
}

function fired({
  nominal,
  firing,
  nextAt,
  now,
}: Extract<ScheduleCommand, { type: 'FireSchedule' }>): ScheduleEvent {
  const facts = { nominal, latenessMs: Math.max(0, now - Date.parse(nominal)), nextAt }
  if (firing.kind === 'failed')
    return { type: 'ScheduleFailed', data: { ...facts, failure: firing.failure } }
  const without = firing.without.length > 0 ? { without: [...firing.without] } : {}
  return { type: 'ScheduleFired', data: { ...facts, runId: firing.runId, ...without } }
}
