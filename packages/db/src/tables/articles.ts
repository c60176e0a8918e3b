import type { ArticleId, ProjectId } from '@pressrun/events'
import { id, table } from '../table/table.ts'

type Project = {
  readonly id: ProjectId
  readonly name: string
  readonly version: number
  readonly createdAt: string
}

export const projects = table<Project>({
  name: 'projects',
  columns: {
    id: `${id} primary key`,
    name: 'text not null unique',
    version: 'integer not null default 1',
    createdAt: 'timestamptz not null',
  },
  more: [
    // The project of callers that name none; its id is the nil TypeID, the same everywhere.
    `insert into projects (id, name, created_at)
      values ('project_00000000000000000000000000', 'default', now())`,
  ],
})

type Snapshot = {
  readonly sha256: string
  readonly content: unknown
  readonly createdAt: string
  /** Every job needs the size of its content: it is measured once, when stored, and not at each job. */
  readonly bytes: number
}

export const snapshots = table<Snapshot>({
  name: 'snapshots',
  columns: {
    sha256: `${id} primary key`,
    content: 'json not null',
    createdAt: 'timestamptz not null default now()',
    bytes: 'integer not null generated always as (octet_length(content::text)) stored',
  },
})

type Article = {
  readonly id: ArticleId
  readonly projectId: ProjectId
  readonly version: number
  readonly externalId: string | null
  readonly title: string
  readonly summary: string | null
  readonly body: string
  readonly tags: string[]
  readonly url: string | null
  /** Further fields. */
  readonly fields: Readonly<Record<string, unknown>> | null
  readonly createdAt: string
  readonly updatedAt: string
}

export const articles = table<Article>({
  name: 'articles',
  columns: {
    id: `${id} primary key`,
    projectId: `${id} not null references projects (id)`,
    version: 'integer not null default 1',
    externalId: 'text',
    title: 'text not null',
    summary: 'text',
    body: 'text not null',
    tags: 'json not null',
    url: 'text',
    fields: 'json',
    createdAt: 'timestamptz not null',
    updatedAt: 'timestamptz not null',
  },
  more: [
    `create unique index articles_external_id on articles (project_id, external_id)`,
    `create index articles_by_project on articles (project_id, id)`,
    `create index articles_by_external_id on articles (external_id, id) where external_id is not null`,
  ],
})

type ArticleSource = {
  readonly articleId: ArticleId
  readonly source: string
  readonly sourceDocToken: string
  readonly sourceUpdatedAt: string | null
  /** The item's past and present keys, the latest last, each a bigint; null unless a source read it. */
  readonly keys: readonly string[] | null
  /** Withheld from accounts that were given the same item before. */
  readonly publishedBefore: boolean
  readonly createdAt: string
  readonly updatedAt: string
}

export const articleSources = table<ArticleSource>({
  name: 'article_sources',
  columns: {
    articleId: `${id} not null references articles (id)`,
    source: `${id} not null`,
    sourceDocToken: `${id} not null`,
    sourceUpdatedAt: 'timestamptz',
    keys: 'bigint[]',
    publishedBefore: 'boolean not null default false',
    createdAt: 'timestamptz not null',
    updatedAt: 'timestamptz not null',
  },
  primaryKey: 'article_id, source, source_doc_token',
  more: [
    // Every key of what is read is looked up: a list of pending index entries would be read each time.
    `create index article_sources_keys on article_sources using gin (keys) with (fastupdate = off)`,
  ],
})
