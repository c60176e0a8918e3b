import type { Accounts } from '../accounts.ts'
import { allFaults } from '../faults.ts'

const json = "-H 'content-type: application/json'"

/** The page at `/`: an overview with instructions. */
export function describeFakes(accounts: Accounts): string {
  const { url } = accounts
  const examples = accounts.examples().map((account) => JSON.stringify(account))
  return `Fake platforms: what is posted here is seen by nobody.

ACCOUNTS
Any name is an account. These are bodies for POST /accounts of a Pressrun that was started with
PRESSRUN_PRIVATE_TARGETS=127.0.0.1:

${examples.join('\n')}

Settings and credentials of another, and of all that were asked for or posted to:
  curl ${url}/_/accounts/webhook/any-name
  curl ${url}/_/accounts

POSTS
All that were ever visible:
  curl ${url}/_/posts
  curl '${url}/_/posts?platform=webhook&account=my-webhook'

FAULTS
${allFaults.join(', ')}

The next publishing requests of a platform (or of one "account", or another "step": draft, look):
  curl ${url}/_/faults ${json} \\
    -d '{"platform": "webhook", "fault": "drop-after", "times": 2}'
By chance, the same for the same seed:
  curl -X PUT ${url}/_/faults/plan ${json} \\
    -d '{"seed": 1, "share": 0.1, "faults": ["drop-after", "rate-limited"]}'
What was injected, and an end to it:
  curl ${url}/_/faults
  curl -X DELETE ${url}/_/faults
`
}
