import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { unlessOpen } from '../open-points.ts'
import { readDocuments } from '../readers/corpus.ts'
import type { RealEnvironment } from '../real-environment.ts'
import type { RealServer } from '../servers/real-server.ts'
import { completedWithinMs } from './describe-faults.ts'
import { publishThrough, type Wrong } from './publish-through.ts'

/** Each searches all posts of the account, on a server of few threads. */
const atOnce = 16

/** Where a post is found by its text alone, the server's rendering of that text must not hide it. */
export function describeTexts(server: RealServer, environment: () => RealEnvironment): void {
  suite('a post whose answer is lost is recognized by its text', { concurrency: atOnce }, () => {
    for (const { name: document, body } of readDocuments()) {
      const name = `${document}, lost`
      const wrong = { name, body, step: 'publish', fault: { kind: 'lost-answer' } } as const
      const isThereOnce = () => endsOnce(wrong, environment(), 'published')
      test(name, unlessOpen(server.name, name, isThereOnce))
    }

    for (const visibility of ['private', 'direct']) {
      const name = `${visibility}, lost: nobody can know`
      const settings = { visibility }
      const wrong = { name, settings, step: 'publish', fault: { kind: 'lost-answer' } } as const
      const isThereOnce = () => endsOnce(wrong, environment(), 'unconfirmed')
      test(name, unlessOpen(server.name, name, isThereOnce))
    }
  })
}

async function endsOnce(wrong: Wrong, environment: RealEnvironment, status: string): Promise<void> {
  await using onItsWay = await publishThrough(wrong, environment)
  await environment.desk.completed(onItsWay.runId, completedWithinMs)
  assert.equal(onItsWay.proxy.met(), 1, 'the fault was met')
  const task = await onItsWay.task()
  assert.equal(task.status, status, JSON.stringify(task))
  assert.equal((await onItsWay.visible()).length, 1, 'visible posts')
}
