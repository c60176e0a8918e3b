import type { Accepted } from '../customers/publish-all.ts'
import type { Post } from './post.ts'
import type { TaskRecord } from './task.ts'

/** What Pressrun reports against what was visible. Each line names a task or a post. */
export type Comparison = {
  readonly tasks: number
  readonly posts: number
  readonly published: number
  /** More posts than one for one task. */
  readonly duplicates: string[]
  /** The same, where the account's owner prefers two posts to none. */
  readonly wantedTwice: string[]
  /** Reported as published, without a visible post; or promised by the API, without a task. */
  readonly lost: string[]
  /** Reported as not published, with a visible post. */
  readonly falselyDenied: string[]
  /** Posts of no task. */
  readonly strange: string[]
  /** Tasks that are not over. */
  readonly open: string[]
  readonly failed: TaskRecord[]
  readonly unconfirmed: (TaskRecord & { readonly visible: boolean })[]
}

export type Compared = {
  readonly tasks: readonly TaskRecord[]
  readonly posts: readonly Post[]
  readonly accepted: readonly Accepted[]
  readonly mayRepeat: (account: string) => boolean
}

const placeOf = (account: string, title: string | undefined) => `${account} / ${title}`
const logFactsOf = ({ id, status }: TaskRecord) => `${id} ${status}`
const nameOf = ({ id, account, title }: TaskRecord) => `${id} (${placeOf(account, title)})`

export function compare({ tasks, posts, accepted, mayRepeat }: Compared): Comparison {
  const seen = Map.groupBy(posts, ({ account, title }) => placeOf(account, title))
  const planned = Map.groupBy(tasks, ({ account, title }) => placeOf(account, title))
  const postsOf = ({ account, title }: TaskRecord) => seen.get(placeOf(account, title))?.length ?? 0
  const of = (...statuses: TaskRecord['status'][]) =>
    tasks.filter((t) => statuses.includes(t.status))
  const twice = [...seen].filter(([, { length }]) => length > 1)
  const mayBeTwice = ([, [post]]: [string, Post[]]) => mayRepeat(post?.account ?? '')
  const rowFactsOf = ([place, { length }]: [string, Post[]]) =>
    [`${length} posts: ${place}`, ...(planned.get(place) ?? []).map(logFactsOf)].join(', ')
  const missing = accepted.flatMap(({ title, accounts }) =>
    accounts.map((account) => placeOf(account, title)).filter((place) => !planned.has(place)),
  )
  return {
    tasks: tasks.length,
    posts: posts.length,
    published: of('published').length,
    duplicates: [
      ...twice.filter((place) => !mayBeTwice(place)).map(rowFactsOf),
      ...[...planned].filter(([, { length }]) => length > 1).map(([place]) => `2 tasks: ${place}`),
    ],
    wantedTwice: twice.filter(mayBeTwice).map(rowFactsOf),
    lost: [
      ...of('published')
        .filter((task) => postsOf(task) === 0)
        .map(nameOf),
      ...missing.map((place) => `no task: ${place}`),
    ],
    falselyDenied: of('failed', 'cancelled')
      .filter((task) => postsOf(task) > 0)
      .map(nameOf),
    strange: posts
      .filter(({ account, title }) => !planned.has(placeOf(account, title)))
      .map(({ account, title, id }) => `${id} (${placeOf(account, title)})`),
    open: of('planned', 'queued', 'running', 'held').map((t) => `${nameOf(t)} is ${t.status}`),
    failed: of('failed'),
    unconfirmed: of('unconfirmed').map((task) => ({ ...task, visible: postsOf(task) > 0 })),
  }
}
