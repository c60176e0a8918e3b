import { openFake, type FakeTargetOptions } from '../testing/index.ts'
import { devto } from './connector.ts'

/** A user of the fake Forem. */
export const openTarget = (name = 'news', options: FakeTargetOptions = {}) =>
  openFake(devto, { name, ...options })
