import { openFake, type FakeTargetOptions } from '../testing/index.ts'
import { mastodon } from './connector.ts'

/** An account of a server of its own. */
export const openAccount = (name: string, options: FakeTargetOptions = {}) =>
  openFake(mastodon, { name, ...options })

export type OpenAccount = Awaited<ReturnType<typeof openAccount>>
