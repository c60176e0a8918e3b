import type { Accounts } from '../accounts.ts'
import { allFaults } from '../faults.ts'
import { platformFakes } from '../platforms/index.ts'

/** The page at `/`: what there is, and how to use it. */
export function describeFakes(accounts: Accounts): string {
  const { url } = accounts
  return `Fake platforms: what is posted here is seen by nobody.

Accounts. Any name is one; these are bodies for POST /accounts of a Pressrun that was started with
PRESSRUN_PRIVATE_TARGETS=127.0.0.1:

${platformFakes.map(({ platform }) => accountExample(accounts, platform, `my-${platform}`)).join('\n')}

  curl ${url}/_/accounts/${platformFakes[0]?.platform}/any-name   settings and credentials of an account
  curl ${url}/_/accounts                        all that were asked for or posted to

Posts.

  curl ${url}/_/posts                           all that was ever visible
  curl '${url}/_/posts?platform=webhook&account=my-webhook'

Faults. Each hits the next publishing requests of a platform:
  ${allFaults.join(', ')}

  curl ${url}/_/faults -H 'content-type: application/json' \\
    -d '{"platform": "webhook", "fault": "drop-after", "times": 2}'
  curl -X PUT ${url}/_/faults/plan -H 'content-type: application/json' \\
    -d '{"seed": 1, "share": 0.1, "faults": ["drop-after", "rate-limited"]}'
  curl ${url}/_/faults                          what was injected
  curl -X DELETE ${url}/_/faults                none any more
`
}

/** One line of JSON, for a request's body. */
export function accountExample(accounts: Accounts, platform: string, name: string): string {
  return JSON.stringify({ platform, name, ...accounts.example(platform, name) })
}
