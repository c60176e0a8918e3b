import assert from 'node:assert/strict'
import type { AccountId, CommitOutcome, Idempotency, TaskCommand, TaskId } from '@pressrun/events'
import type { TestGateway } from '../gateway.fixture.ts'

export const content = { title: 'Release 1.0', body: 'It is *out*.' }
export const meta = { projectId: 'project_00000000000000000000000000', actor: 'publisher' } as const

export const rejected = { outcome: 'rejected', code: 'too-rude', message: 'no' } as const
export const lost = { outcome: 'unknown', code: 'reset', message: 'broken' } as const

/** It cannot be asked: an unknown outcome stays unknown. */
const none: Idempotency = { class: 'none', settleMs: 0, canReconcile: false }

/** Accounts of platforms that differ in what they know of a post; returns the account's id. */
export const platforms = {
  discord: (gateway: TestGateway, name: string, more: object = {}) =>
    connected(gateway, {
      platform: 'discord',
      name,
      credentials: { webhookUrl: 'http://127.0.0.1:9/api/webhooks/1/token' },
      ...more,
    }),
  mastodon: (gateway: TestGateway, name: string) =>
    connected(gateway, {
      platform: 'mastodon',
      name,
      settings: { instanceUrl: 'http://127.0.0.1:9' },
      credentials: { accessToken: 'token' },
    }),
}

async function connected(gateway: TestGateway, body: object): Promise<AccountId> {
  const answer = await gateway.call('POST', '/accounts', body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body.id
}

/** Creates tasks, and plays their scheduler and their publisher. */
export function taskDesk(gateway: TestGateway) {
  const command = async (order: TaskCommand) => {
    const handled = await gateway.handle({ command: order, meta })
    assert.notEqual(handled.kind, 'refused', JSON.stringify(handled))
  }
  const order = async (accountIds: readonly string[], more: object = {}): Promise<TaskId[]> => {
    const body = { content, accountIds, start: true, ...more }
    const answer = await gateway.call('POST', '/runs', body)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body.tasks.map((task: { id: TaskId }) => task.id)
  }
  const attempt = async (
    taskId: TaskId,
    outcome: CommitOutcome,
    { number = 1, idempotency = none }: { number?: number; idempotency?: Idempotency } = {},
  ) => {
    const now = Date.now()
    await command({ type: 'DispatchTask', taskId, now })
    await command({
      type: 'RecordOutcome',
      generation: 1,
      taskId,
      attempt: number,
      outcome,
      idempotency,
      policy: { attemptsMax: 5, baseMs: 60_000, capMs: 60_000 },
      startedAt: now,
      now: now + 7,
      random: 0.5,
    })
  }
  return {
    command,
    order,
    attempt,
    /** A task of its own run whose first attempt ended with this outcome. */
    ended: async (accountId: string, outcome: CommitOutcome, idempotency: Idempotency = none) => {
      const [taskId] = await order([accountId])
      assert.ok(taskId)
      await attempt(taskId, outcome, { idempotency })
      return taskId
    },
    show: async (taskId: TaskId) => (await gateway.call('GET', `/tasks/${taskId}`)).body,
    /** How often a retry of it was requested and granted. */
    retries: async (taskId: TaskId): Promise<number> => {
      const { items } = (
        await gateway.call('GET', `/events?streamId=${taskId}&type=TaskRetryRequested`)
      ).body
      return items.length
    },
  }
}
