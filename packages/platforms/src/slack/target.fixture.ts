import { openFake, type FakeTargetOptions } from '../testing/index.ts'
import { slack } from './connector.ts'

/** An account of the fake Slack. */
export const openTarget = (name = 'news', options: FakeTargetOptions = {}) =>
  openFake(slack, { name, ...options })
