import type { Ledger } from './ledger.ts'
import type { FakeAccount } from './platform-fake.ts'
import { platformFakes } from './platforms/index.ts'

export type NamedAccount = FakeAccount & { platform: string; name: string }

/** Any name is an account of any platform; requested ones are remembered. */
export class Accounts {
  readonly #url: () => string
  readonly #opened = new Map<string, { platform: string; name: string }>()

  /** The port is known once the server listens. */
  constructor(url: () => string) {
    this.#url = url
  }

  get url(): string {
    return this.#url()
  }

  /** Settings and credentials in the form of Pressrun's API. */
  open(platform: string, name: string): FakeAccount {
    const account = this.#account(platform, name)
    this.#opened.set(JSON.stringify([platform, name]), { platform, name })
    return account
  }

  /** Those that were requested, and those that were posted to. */
  known(ledger: Ledger): NamedAccount[] {
    const all = new Map(this.#opened)
    for (const { platform, account: name } of ledger.posts)
      all.set(JSON.stringify([platform, name]), { platform, name })
    return [...all.values()].map(({ platform, name }) => this.#named(platform, name))
  }

  /** One of each platform, ready for `POST /accounts`. */
  examples(): NamedAccount[] {
    return platformFakes.map(({ platform }) => this.#named(platform, `my-${platform}`))
  }

  #named(platform: string, name: string): NamedAccount {
    return { platform, name, ...this.#account(platform, name) }
  }

  #account(platform: string, name: string): FakeAccount {
    const fake = platformFakes.find((fake) => fake.platform === platform)
    if (fake === undefined) throw new Error(`there is no fake of ${platform}`)
    return fake.account(`${this.url}/${platform}`, name)
  }
}
