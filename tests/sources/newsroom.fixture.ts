import assert from 'node:assert/strict'
import type { AccountId, ArticleId, SourceId } from '@pressrun/events'
import { openPages, type TestPages, type Version } from './items.fixture.ts'
import { Posts } from './posts.fixture.ts'
import { publishArticle } from './publish-article.fixture.ts'
import { scheduleItem } from './schedule.fixture.ts'

/** Accounts, places and items are numbers; sources and articles wrap around those that exist by then. */
export type Step =
  | { readonly do: 'correct'; readonly item: number; readonly what: readonly (keyof Version)[] }
  | { readonly do: 'show' | 'hide'; readonly place: number; readonly item: number }
  | { readonly do: 'add'; readonly place: number; readonly accounts: readonly number[] | null }
  | { readonly do: 'remove' | 'scan'; readonly source: number }
  | { readonly do: 'move'; readonly source: number; readonly place: number }
  | { readonly do: 'switch'; readonly source: number; readonly accounts: readonly number[] | null }
  | { readonly do: 'fire'; readonly source: number; readonly accounts: readonly number[] }
  | { readonly do: 'publish'; readonly article: number; readonly account: number }

type Source = {
  readonly id: SourceId
  place: number
  accounts: readonly number[]
  /** Items that it was ever seen to contain. */
  readonly seen: Set<string>
}

export type Newsroom = AsyncDisposable & { readonly begin: () => Promise<Story> }

export async function openNewsroom(): Promise<Newsroom> {
  const world = await openPages()
  let stories = 0
  return {
    async begin() {
      const accounts = await Promise.all([world.connect(), world.connect(), world.connect()])
      return new Story(world, accounts, `story${(stories += 1)}`)
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

/** The history of two items at two places with sources; checks that nothing goes out that should not. */
class Story {
  readonly #world: TestPages
  readonly #accounts: readonly AccountId[]
  readonly #name: string
  readonly #versions = new Map<string, Version>()
  readonly #shown = [new Map<string, Version>(), new Map<string, Version>()]
  /** Items that a source has read as they are now. */
  readonly #read = new Set<string>()
  #sources: Source[] = []
  readonly posts: Posts

  constructor(world: TestPages, accounts: readonly AccountId[], name: string) {
    this.#world = world
    this.#accounts = accounts
    this.#name = name
    this.posts = new Posts(world.pool, accounts)
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'correct':
        return this.#correct(this.#itemOf(step.item), step.what)
      case 'show':
        return this.#show(step.place, this.#itemOf(step.item))
      case 'hide':
        this.#shown[step.place]?.delete(this.#itemOf(step.item))
        return this.#update(step.place)
      case 'add':
        return this.#add(step.place, step.accounts)
      case 'publish':
        return this.#publish(step.article, this.#accounts[step.account] ?? assert.fail())
      default: {
        const source = this.#sources[step.source % Math.max(1, this.#sources.length)]
        if (source) return this.#change(source, step)
      }
    }
  }

  async #change(source: Source, step: Extract<Step, { source: number }>): Promise<void> {
    const { pool } = this.#world
    switch (step.do) {
      case 'remove':
        this.#sources = this.#sources.filter((one) => one !== source)
        return this.#world.remove(source.id)
      case 'move':
        if (source.place === step.place) return
        source.place = step.place
        return this.#world.move(source.id, this.#addressOf(step.place))
      case 'switch':
        source.accounts = step.accounts ?? []
        await pool.query('update content_sources set auto_publish = $2 where id = $1', [
          source.id,
          step.accounts &&
            JSON.stringify({ ...autoPublish, accountIds: this.#idsOf(step.accounts) }),
        ])
        return
      case 'scan':
        return this.#scan(source)
      case 'fire':
        return this.#fire(source, this.#idsOf(step.accounts))
    }
  }

  #itemOf(number: number): string {
    return `${this.#name}-item${number}`
  }

  #idsOf(accounts: readonly number[]): AccountId[] {
    return accounts.map((n) => this.#accounts[n] ?? assert.fail())
  }

  #versionOf(item: string): Version {
    const first = { guid: 0, link: 0, text: 0, date: Number(item.at(-1)) }
    const version = this.#versions.get(item) ?? first
    this.#versions.set(item, version)
    return version
  }

  /** Two corrections without a scan in between would be one of more than may change at once. */
  #correct(item: string, what: readonly (keyof Version)[]): void {
    if (!this.#read.delete(item)) return
    const version = { ...this.#versionOf(item) }
    for (const sign of what) version[sign] += 2
    this.#versions.set(item, version)
  }

  #show(place: number, item: string): void {
    this.#shown[place]?.set(item, this.#versionOf(item))
    this.#update(place)
  }

  #update(place: number): void {
    this.#world.show(this.#pathOf(place), this.#shown[place] ?? assert.fail())
  }

  #pathOf(place: number): string {
    return `${this.#name}-${place}.xml`
  }

  #addressOf(place: number): string {
    return new URL(this.#pathOf(place), this.#world.url).href
  }

  async #add(place: number, accounts: readonly number[] | null): Promise<void> {
    const given = accounts ? { accountIds: this.#idsOf(accounts) } : undefined
    const id = await this.#world.addFeed(this.#addressOf(place), given)
    this.#sources.push({ id, place, accounts: accounts ?? [], seen: new Set() })
  }

  /** An item new to a source goes to each of its accounts that does not have it. */
  async #scan({ id, place, accounts, seen }: Source): Promise<void> {
    const shown = this.#shown[place] ?? assert.fail()
    const items = [...shown.keys()]
    for (const [item, version] of shown)
      if (version === this.#versions.get(item)) this.#read.add(item)
    assert.equal((await this.#world.scan(id)).failed, false)
    await this.posts.count()
    for (const item of items) {
      if (seen.has(item)) continue
      seen.add(item)
      for (const account of this.#idsOf(accounts))
        assert.ok(this.posts.has(account, item), `${account} was not given ${item}`)
    }
  }

  /** A schedule gives its accounts an item that none of them has, if there is one. */
  async #fire({ id }: Source, accountIds: readonly AccountId[]): Promise<void> {
    const { pool } = this.#world
    const { rows } = await pool.query<{ title: string }>(
      `select title from content_source_items items join articles on articles.id = article_id
        where source_id = $1 and not exists (select from runs where runs.article_id = articles.id)`,
      [id],
    )
    const isNew = rows.some(({ title }) =>
      accountIds.every((account) => !this.posts.has(account, title)),
    )
    const fire = await scheduleItem(this.#world, id, accountIds)
    await fire()
    assert.equal(await this.posts.count(), isNew ? accountIds.length : 0)
  }

  async #publish(number: number, account: AccountId): Promise<void> {
    const { rows } = await this.#world.pool.query<{ id: ArticleId }>(
      'select id from articles where title like $1 order by id',
      [`${this.#name}-%`],
    )
    const article = rows[number % Math.max(1, rows.length)]
    if (!article) return
    await publishArticle(this.#world, article.id, account)
    assert.equal(await this.posts.count(), 1)
  }
}

const autoPublish = { priority: 5, concurrency: 10, firstScan: 'publish' }
