import { bluesky } from './bluesky/connector.ts'
import type { Connector } from './contract.ts'
import { devto } from './devto/connector.ts'
import { discord } from './discord/connector.ts'
import { feed } from './feed/connector.ts'
import { ghost } from './ghost/connector.ts'
import { mastodon } from './mastodon/connector.ts'
import { slack } from './slack/connector.ts'
import { webhook } from './webhook/connector.ts'
import { wordpress } from './wordpress/connector.ts'

const all: readonly Connector[] = [
  bluesky,
  devto,
  discord,
  feed,
  ghost,
  mastodon,
  slack,
  webhook,
  wordpress,
] as Connector[]

export const connectors: ReadonlyMap<string, Connector> = new Map(
  all.map((connector) => [connector.platform, connector]),
)

export function findConnector(platform: string): Connector | undefined {
  return connectors.get(platform)
}
