import { taskStatuses, errorClasses } from '@pressrun/events'
import { z } from 'zod'
import { attemptOutcomes } from '../tasks/task-history.ts'
import { blockReasons } from '../tasks/blocked-on.ts'
import { ids } from './ids.ts'

export const taskError = z.object({
  code: z.string(),
  message: z.string(),
  class: z.enum(errorClasses),
})

/** A task as lists and runs show it. */
export const task = z.object({
  id: ids.task,
  runId: ids.run,
  projectId: ids.project,
  accountId: ids.account,
  platform: z.string(),
  status: z.enum(taskStatuses),
  priority: z.int(),
  attempt: z.int(),
  generation: z.int(),
  dueAt: z.iso.datetime().nullable(),
  remoteId: z.string().optional(),
  url: z.string().optional(),
  error: taskError.optional(),
})

const attempt = z.object({
  number: z.int(),
  generation: z.int(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  durationMs: z.number().nullable(),
  outcome: z.enum(attemptOutcomes),
  remoteId: z.string().optional(),
  url: z.string().optional(),
  error: taskError.optional(),
  retryAt: z.iso.datetime().optional(),
})

const taskEvent = z.object({
  position: z.int(),
  type: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
})

export const taskDetail = task.extend({
  blockedOn: z
    .object({ reason: z.enum(blockReasons), until: z.iso.datetime().optional() })
    .optional()
    .describe('why it waits, when it does'),
  eligibleAt: z.iso
    .datetime()
    .nullable()
    .describe('not before; null when no instant is waited for'),
  attempts: z.array(attempt),
  events: z.array(taskEvent),
})
