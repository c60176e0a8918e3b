import type { AccountId } from '../ids.ts'
import { taskIdOf } from '../ids.ts'
import type { CreateRun } from './decide.ts'
import type { PlannedTask } from './events.ts'

export type RunPlan = Omit<CreateRun, 'type' | 'tasks'> & {
  /** The accounts to publish to, in this order. */
  readonly accounts: readonly { readonly id: AccountId; readonly platform: string }[]
  /** By account. */
  readonly overrides?: Readonly<Record<AccountId, PlannedTask['overrides']>> | undefined
}

/** The command that creates a run with a task for each of its accounts. */
export function planRun({ accounts, overrides = {}, ...run }: RunPlan): CreateRun {
  const tasks = accounts.map(({ id, platform }, ordinal): PlannedTask => {
    const task = { taskId: taskIdOf(run.runId, ordinal), accountId: id, platform }
    return overrides[id] ? { ...task, overrides: overrides[id] } : task
  })
  return { type: 'CreateRun', ...run, tasks }
}
