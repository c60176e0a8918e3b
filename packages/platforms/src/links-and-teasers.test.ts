import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { measureText, type AccountContent } from '@pressrun/content'
import { fittedPost } from './bluesky/post.ts'
import { richText } from './bluesky/rich-text.ts'
import { messageText as discordText } from './discord/message.ts'
import { countableText } from './mastodon/countable-text.ts'
import { renderStatus } from './mastodon/render-status.ts'
import { messageText as slackText } from './slack/message.ts'
import { connectors } from './registry.ts'
import { renderTasks } from './rendering/render-tasks.ts'

const url = 'https://example.org/a_walk?by=sea&in=rain'
const item: AccountContent = {
  title: 'A walk',
  body: 'We went *far*.',
  tags: ['sea'],
  url,
  sources: [{ source: 'notes', sourceDocToken: 'walk' }],
}
const long = { ...item, body: `We went *far*. ${'It rained all day. '.repeat(300)}` }

const settings = { service: 'https://bsky.example', identifier: 'walker.example' }
const instance = { charactersMax: 500, charactersPerUrl: 23 }
const shown = {
  mastodon: (content: AccountContent) => renderStatus({ content, instance }).text,
  bluesky: (content: AccountContent) => fittedPost(content).rendered.text,
  discord: discordText,
  slack: slackText,
}

suite('a post from an item of a source', () => {
  test('ends with its link', () => {
    assert.equal(shown.mastodon(item), `A walk\n\nWe went far.\n\n#sea\n\n${url}`)
    assert.equal(shown.bluesky(item), `A walk\n\nWe went far.\n\n#sea\n\n${url}`)
    assert.equal(shown.discord(item), `**A walk**\n\nWe went *far*.\n\n${url}`)
    assert.equal(shown.slack(item), `*A walk*\n\nWe went _far_.\n\n<${url.replace('&', '&amp;')}>`)
  })

  test('has a link that leads there on Bluesky', () => {
    const features = richText(item).facets.flatMap((facet) => facet.features)
    assert.deepEqual(features.at(-1), { $type: 'app.bsky.richtext.facet#link', uri: url })
  })

  for (const [platform, max] of [
    ['mastodon', 500],
    ['bluesky', 300],
    ['discord', 2_000],
    ['slack', 4_000],
  ] as const)
    test(`is a teaser that ${platform} takes, the same each time, where all of it is too long`, () => {
      const text = shown[platform](long)
      assert.match(
        text,
        /^\**A walk\**\n\nWe went far\. It rained all day\..* It rained all day\.\n\n/,
      )
      assert.match(text, /in=rain>?$/)
      const counted = platform === 'mastodon' ? countableText(text, 23) : text
      assert.ok(measureText(counted, 'graphemes') <= max)
      assert.equal(shown[platform](structuredClone(long)), text)
      assert.deepEqual(connectors.get(platform)?.validate(long), [])
      const refusing = { ...long, tooLong: 'refuse' } as const
      assert.equal(connectors.get(platform)?.validate(refusing)[0]?.code, 'too-long')
    })

  test('is counted by Mastodon with 23 characters for its link, at any length', () => {
    const content = { ...item, title: '', tags: [], url: `https://example.org/${'a'.repeat(300)}` }
    const body = 'a'.repeat(475)
    assert.equal(shown.mastodon({ ...content, body }).length, 475 + 2 + content.url.length)
    assert.match(shown.mastodon({ ...content, body: `${body} b` }), /^a+…\n\nhttps/)
  })

  test('is accepted by every platform, whatever its characters, and has its link', () => {
    const signs =
      '**bold**|`code`|\n\n|- |> |今日は天気。|👨‍👩‍👧‍👦|[x](https://y.example)|@ann@b.example|&amp;|<b>|```\nx\n```\n'
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
      fc.constantFrom(...signs.split('|')),
    )
    const texts = fc.array(words, { minLength: 60, maxLength: 400 }).map((all) => all.join(' '))
    fc.assert(
      fc.property(texts, texts, (title, body) => {
        const content = { ...item, title: title.slice(0, 300), body }
        for (const [platform, print] of Object.entries(shown)) {
          assert.deepEqual(connectors.get(platform)?.validate(content), [])
          assert.match(
            print(content).replaceAll('&amp;', '&'),
            /https:\/\/example\.org\/a_walk\?by=sea&in=rain/,
          )
        }
      }),
      { numRuns: 40 },
    )
  })

  test('is shortened to the titles and summaries that article platforms accept', () => {
    const content = {
      ...item,
      title: 'Rain '.repeat(60).trim(),
      summary: 'Wet. '.repeat(300).trim(),
    }
    for (const platform of ['ghost', 'devto', 'wordpress', 'feed', 'webhook'])
      assert.deepEqual(connectors.get(platform)?.validate(content), [], platform)
    const refusing = { ...content, tooLong: 'refuse' } as const
    assert.equal(connectors.get('ghost')?.validate(refusing).length, 2)
  })
})

test('a post without a source has no link that its text does not have', () => {
  const { sources: _, ...content } = item
  for (const print of Object.values(shown)) assert.doesNotMatch(print(content), /example\.org/)
})

test('a note without a title has its text only once', () => {
  const content = { title: '', body: 'The tide turns.' }
  for (const print of Object.values(shown)) assert.equal(print(content), 'The tide turns.')
})

test('content that a platform would refuse is refused by the task, before anything is sent', () => {
  const content = { ...long, tooLong: 'refuse' } as const
  const refused = [
    renderTasks['discord-text'](content),
    renderTasks['slack-text'](content),
    renderTasks['bluesky-record']({ content, settings, createdAt: new Date(0) }),
  ]
  for (const outcome of refused)
    assert.partialDeepStrictEqual(outcome, { outcome: 'rejected', code: 'too-long' })
  assert.equal(renderStatus({ content, instance }).violation?.code, 'too-long')
})
