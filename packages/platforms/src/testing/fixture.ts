import type { Content, Limit } from '@pressrun/content'
import type { Connector, Tools } from '../contract.ts'

/** A fresh place to publish to, that honours the platform's own idempotency. */
interface Target<Settings, Credentials> extends AsyncDisposable {
  settings: Settings
  credentials: Credentials
  tools: Tools
  /** The titles of all visible posts. */
  posts(): Promise<string[]>
}

export interface ConformanceFixture<Settings, Credentials> {
  connector: Connector<Settings, Credentials>
  openTarget(): Promise<Target<Settings, Credentials>>
  /** For limits on the text made of the content: content whose text is of this size. */
  contentOfSize?(limit: Limit, size: number): Content
  /** For platforms spoken to by HTTP: an account whose server is at this origin. */
  accountAt?(origin: string): { settings: Settings; credentials: Credentials }
}
