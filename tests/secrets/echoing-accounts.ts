import { accountOf, type Account } from './accounts.ts'
import { encodings, type Encoding, type Manner } from './echo.ts'
import { echoPath } from './echoing-platforms.ts'
import type { World } from './story.ts'

/** The requests of a publication at which a platform begins to echo. */
const beginnings = Object.entries({
  bluesky: [1, 2],
  devto: [1],
  discord: [1],
  ghost: [1, 2, 4],
  mastodon: [1, 2],
  slack: [1, 2],
  webhook: [1],
  wordpress: [1, 2, 4],
}).flatMap(([platform, requests]) => requests.map((from) => ({ platform, from })))

const statuses = [200, 302, 400, 401, 403, 422, 429, 500]
const names = Object.keys(encodings) as Encoding[]

/** Accounts whose platforms repeat what they receive, each in one manner and from one request on. */
export const echoingAccounts = ({ fakes, platformsUrl }: World): Account[] =>
  beginnings.flatMap(({ platform, from }, shift) =>
    mannersOf(shift).map((manner) => {
      const path = echoPath(manner, from)
      return accountOf(platform, platformsUrl + path, fakes, path)
    }),
  )

/** Each status in two encodings, in others each time: all platforms together have them all. */
const mannersOf = (shift: number): Manner[] => [
  { status: 200, encoding: 'flatter' },
  ...statuses.flatMap((status, number) =>
    [0, 3].map((more) => ({
      status,
      encoding: names[(shift + number + more) % names.length] ?? 'plain',
    })),
  ),
]
