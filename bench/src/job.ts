/** One unit of the work every contender does: one piece of content, for one account. */
export type Job = {
  /** Sent as `Idempotency-Key`, and the primary key of the outcome. */
  readonly key: string
  readonly accountId: string
  readonly title: string
  readonly body: string
}

/** About 1 KB once it is JSON together with the other fields. */
const BODY_CHARACTERS = 860

/** The text differs per piece of content, as in practice, so that nothing can be cached by value. */
export function contentBody(seed: string): string {
  const sentence = `Issue ${seed}: the press ran all night and every copy went out once. `
  return sentence.repeat(Math.ceil(BODY_CHARACTERS / sentence.length)).slice(0, BODY_CHARACTERS)
}

/** `count` jobs in the order content 1 to all accounts, content 2 to all accounts, and so on. */
export function makeJobs(prefix: string, count: number, accounts: number): Job[] {
  return Array.from({ length: count }, (_, index) => {
    const content = Math.floor(index / accounts)
    return {
      key: `${prefix}-${index}`,
      accountId: `account-${index % accounts}`,
      title: `Title ${prefix} ${content}`,
      body: contentBody(`${prefix} ${content}`),
    }
  })
}
