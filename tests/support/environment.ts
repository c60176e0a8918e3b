import { after, before } from 'node:test'
import { deskOf, type Desk } from './desk.ts'
import { startInstance, type Instance, type InstanceOptions } from './instance.ts'

export type TestEnvironment = { readonly instance: Instance; readonly desk: Desk }

/** One instance for all tests of a suite. Call it in the suite, and its result inside the tests. */
export function sharedEnvironment(options: InstanceOptions = {}): () => TestEnvironment {
  let environment: TestEnvironment | undefined
  before(async () => {
    const instance = await startInstance(options)
    environment = { instance, desk: deskOf(instance) }
  })
  after(() => environment?.instance[Symbol.asyncDispose]())
  return () => {
    if (!environment) throw new Error('the instance is there inside of tests only')
    return environment
  }
}
