import type { Content, Limit } from '@pressrun/content'
import type { Connector, Tools } from '../contract.ts'

/** A fresh place to publish to, that honours the platform's own idempotency. */
type Target<Settings, Credentials> = AsyncDisposable & {
  readonly settings: Settings
  readonly credentials: Credentials
  readonly tools: Tools
  /** The titles of all visible posts. */
  posts(): Promise<string[]>
}

export type ConformanceFixture<Settings, Credentials> = {
  readonly connector: Connector<Settings, Credentials>
  openTarget(): Promise<Target<Settings, Credentials>>
  /** For limits on the text made of the content: content whose text is of this size. */
  contentOfSize?(limit: Limit, size: number): Content
  /** For HTTP platforms: an account whose server is at this origin. */
  accountAt?(origin: string): { settings: Settings; credentials: Credentials }
}
