import { errorClasses, taskStatuses, waysToKnow, blockReasons } from '@pressrun/events'
import { z } from 'zod'
import { ids } from '../api/ids.ts'
import { attemptOutcomes } from './task-history.ts'

const taskError = z.object({
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
  blockedOn: z
    .object({ reason: z.enum(blockReasons), until: z.iso.datetime().optional() })
    .optional()
    .describe(
      'why the task waits, if it does; `until`: the earliest instant at which that ends by itself. For a rate it is when the next post of the account may go out, whichever task that is',
    ),
  cancelRequested: z
    .literal(true)
    .optional()
    .describe('it is on its way, and will be cancelled if its attempt ends without a post'),
  remoteId: z.string().optional(),
  url: z.string().optional(),
  error: taskError.optional(),
})

/** As `GET /tasks` lists it. */
export const taskItem = task.extend({ accountName: z.string().nullable() })

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
  knownBy: z
    .enum(waysToKnow)
    .optional()
    .describe('how its outcome became known, when its own answer did not tell'),
  lateOutcome: z
    .object({
      at: z.iso.datetime(),
      remoteId: z.string().optional(),
      url: z.string().optional(),
    })
    .optional()
    .describe('it did publish, as became known when others had settled it'),
})

const taskEvent = z.object({
  position: z.int(),
  type: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
})

export const taskDetail = task.extend({
  eligibleAt: z.iso
    .datetime()
    .nullable()
    .describe(
      'not before; of an unconfirmed task: when its platform is asked next; null when no instant is waited for',
    ),
  inDoubt: z.boolean().describe('an attempt of this generation may be visible'),
  checks: z.int().describe('how often its platform was asked while it was unconfirmed'),
  attempts: z.array(attempt),
  events: z.array(taskEvent),
})
