import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { sampleContent } from '../testing/index.ts'
import { renderTasks } from './render-tasks.ts'

const content = (body: string) => ({ ...sampleContent, body })
const many = 200_000

/** Far more than any of them takes, and far less than when each character began a search through the rest. */
const cpuMsMax = 5_000

suite('the cost of a text grows with its length', () => {
  for (const [what, render] of [
    [
      'spaces in bold words, for Slack',
      () => renderTasks['slack-text'](content(`**a${'\u00a0'.repeat(many)}b**`)),
    ],
    [
      'line separators, for Discord',
      () => renderTasks['discord-text'](content(`a${'\u2028'.repeat(many)}b`)),
    ],
    [
      'a hashtag of punctuation, for Bluesky',
      () =>
        renderTasks.violations({ platform: 'bluesky', content: content(`#${'…'.repeat(many)}a`) }),
    ],
    [
      'an address and many brackets, for Bluesky',
      () =>
        renderTasks.violations({
          platform: 'bluesky',
          content: content(`https://a.example/${')»'.repeat(many)}`),
        }),
    ],
    [
      'characters of marks in the words of a link, for Slack',
      () =>
        renderTasks['slack-text'](
          content(
            `[${String.raw` \*a`.repeat(40_000)}${String.raw` \_a`.repeat(40_000)}](https://a.example/)`,
          ),
        ),
    ],
    [
      'spaces before a fence and its code, for WordPress',
      () => renderTasks['wordpress-html'](`${' '.repeat(80_000)}\`\`\`\n${' '.repeat(80_000)}\ta`),
    ],
    ['tabs, for WordPress', () => renderTasks['wordpress-html'](`a${'\t'.repeat(many)}b`)],
    [
      'backticks, for dev.to',
      () => renderTasks['devto-article']({ title: '', body: '`'.repeat(many) }),
    ],
    [
      'backticks of growing length, for dev.to',
      () =>
        renderTasks['devto-article']({
          title: '',
          body: Array.from({ length: 1_200 }, (_, n) => '`'.repeat(n)).join(' '),
        }),
    ],
  ] as const)
    test(what, () => {
      const before = process.threadCpuUsage()
      render()
      const { user, system } = process.threadCpuUsage(before)
      const cpuMs = (user + system) / 1_000
      assert.ok(cpuMs < cpuMsMax, `${cpuMs} ms`)
    })
})
