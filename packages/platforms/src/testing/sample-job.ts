import type { Content } from '@pressrun/content'
import type { PublishJob } from '../contract.ts'

export const sampleContent: Content = {
  title: 'Where the tide turns',
  summary: 'A walk along the shore.',
  body: '# Morning\n\nThe *first* ferry left at **six**.',
  tags: ['sea', 'walks'],
}

/** An attempt whose parts cannot be changed: a connector that writes to its job fails. */
export function sampleJob<Settings, Credentials>(
  account: { settings: Settings; credentials: Credentials },
  changes: Partial<PublishJob<Settings, Credentials>> = {},
): PublishJob<Settings, Credentials> {
  return Object.freeze({
    taskId: 'task_01j00000000000000000000001',
    runId: 'run_01j00000000000000000000001',
    accountId: 'account_01j00000000000000000000001',
    accountName: 'Shore news',
    projectId: 'project_01j00000000000000000000001',
    attempt: 1,
    generation: 1,
    idempotencyKey: 'task_01j00000000000000000000001-1',
    inDoubt: false,
    content: deepFreeze(structuredClone(sampleContent)),
    settings: deepFreeze(account.settings),
    verified: null,
    credentials: deepFreeze(account.credentials),
    plannedAt: new Date('2026-03-29T06:30:00.000Z'),
    signal: new AbortController().signal,
    ...changes,
  })
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
