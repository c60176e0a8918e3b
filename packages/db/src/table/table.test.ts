import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { insertInto, updateIn, upsertInto } from './statements.ts'
import { table } from './table.ts'

const pages = table<{ id: string; pageCount: number }, { meta: object; size: number }>({
  name: 'pages',
  columns: { id: 'text primary key', pageCount: 'integer not null' },
  beside: { meta: 'json', size: 'integer generated always as (page_count * 2) stored' },
  more: ['create index pages_count on pages (page_count)'],
})

const one = { id: 'a b', pageCount: 3, meta: { it: 'says "so"' }, size: 6 }

suite('a table', () => {
  test('is described once: its DDL, and the fields of its rows', () => {
    assert.equal(
      pages.layout[0],
      `create table pages (
  id text primary key,
  page_count integer not null,
  meta json,
  size integer generated always as (page_count * 2) stored
)`,
    )
    assert.equal(pages.layout.length, 2)
    assert.equal(pages.select, 'select id, page_count as "pageCount", meta from pages')
  })

  test('is written except for columns that the database fills', () => {
    const { text, values } = insertInto(pages)([one])
    assert.match(text, /^insert into pages \(id, page_count, meta\) select \* from unnest/)
    assert.deepEqual(values, ['{"a b"}', '{3}', String.raw`{"{\"it\":\"says \\\"so\\\"\"}"}`])
    assert.match(
      upsertInto(pages)([one]).text,
      /on conflict \(id\) do update set page_count = excl/,
    )
  })

  test('is updated in its state columns, where its guards are unchanged', () => {
    const { text, values } = updateIn(pages, { guards: ['pageCount'] })([
      { before: one, after: { ...one, pageCount: 4 } },
    ])
    assert.match(text, /set page_count = new.page_count\s+from/)
    assert.match(text, /pages.page_count = new.was_page_count/)
    assert.deepEqual(values, ['{"a b"}', '{4}', '{3}', 1])
  })
})
