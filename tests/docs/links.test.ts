import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { checkout, readPage } from './pages.ts'

suite('every link of the docs leads somewhere', () => {
  for (const page of globSync(['*.md', 'docs/**/*.md', 'bench/*.md'], { cwd: checkout }))
    test(`in ${page}`, () => {
      for (const [, link = ''] of withoutCode(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
        const [path = '', anchor] = link.split('#')
        const target = path === '' ? page : join(page, '..', path)
        assert.ok(existsSync(join(checkout, target)), link)
        if (anchor !== undefined) assert.ok(anchorsOf(target).has(anchor), link)
      }
    })
})

const withoutCode = (page: string) => readPage(page).replaceAll(/`[^`\n]*`/g, '')

/** As GitHub makes them of headings. */
const anchorsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...readPage(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
