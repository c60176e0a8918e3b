import { after, before } from 'node:test'
import { deskOf, type Desk } from './desk.ts'
import { startInstance, type Instance, type InstanceOptions } from './instance.ts'

export type Stage = { readonly instance: Instance; readonly desk: Desk }

/** One instance for all tests of a suite. Called in the suite; what it answers is for inside its tests. */
export function sharedStage(options: InstanceOptions = {}): () => Stage {
  let stage: Stage | undefined
  before(async () => {
    const instance = await startInstance(options)
    stage = { instance, desk: deskOf(instance) }
  })
  after(() => stage?.instance[Symbol.asyncDispose]())
  return () => {
    if (!stage) throw new Error('the instance is there inside of tests only')
    return stage
  }
}
