import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { connectors } from '@pressrun/platforms'
import { openFake, publish, render } from '@pressrun/platforms/testing'
import { readPage } from './pages.ts'

suite('docs/platforms.md', () => {
  const page = readPage('docs/platforms.md')
  const body = /^```markdown\n(.*?)\n```$/ms.exec(page)?.[1] ?? ''
  const content = { title: 'Release 2.0', body, tags: ['release', 'open source'] }
  const sections = page.split(/^## /m)

  for (const connector of connectors.values()) {
    const { platform } = connector
    const section = sections.find((text) => text.includes(`\n\`${platform}\`, class `)) ?? ''

    test(`names the class, settings and credentials of ${platform}`, () => {
      assert.ok(section.includes(`\`${platform}\`, class \`${connector.class}\``))
      for (const schema of [connector.settingsSchema, connector.credentialsSchema])
        for (const field of fieldsOf(schema)) assert.ok(section.includes(`\`${field}\``), field)
    })

    test(`shows how readers of ${platform} see its example`, async () => {
      const shown = /^```text\n(.*?)\n```$/ms.exec(section)?.[1]
      // Its pages are files, so there is no server to fake.
      if (platform === 'feed') return assert.equal(shown, await pageOf(content))
      await using target = await openFake(connector)
      const { outcome } = await publish(connector, target.job({ content }), target.tools)
      assert.equal(outcome, 'published')
      const [post] = target.fakes.ledger.of(platform)
      const seen = [post?.title ?? '', post?.text.trim() ?? ''].filter(Boolean).join('\n\n')
      assert.equal(shown, seen)
    })
  }
})

const fieldsOf = (schema: object): string[] =>
  'shape' in schema ? Object.keys(schema.shape as object) : []

async function pageOf(content: { title: string; body: string; tags: string[] }) {
  const at = new Date('2026-03-01T09:00:00Z')
  const order = { taskId: 'task', generation: 1, feedTitle: 'News', url: '', at, content }
  const files = await render('feed-files', order)
  return 'page' in files ? /<article>\n(.*?)\n<\/article>/s.exec(files.page)?.[1]?.trim() : files
}
