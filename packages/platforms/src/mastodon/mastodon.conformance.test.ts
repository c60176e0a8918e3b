import { suite } from 'node:test'
import { describeConformance, type ConformanceFixture } from '../testing/index.ts'
import type { Limit } from '@pressrun/content'
import { mastodon } from './connector.ts'
import { openAccount } from './mastodon.fixture.ts'
import type { Credentials, Settings } from './settings.ts'

const accountAt = (instanceUrl: string) => ({
  settings: { instanceUrl },
  credentials: { accessToken: 'quiet-harbour-at-dawn' },
})

const contentOfSize = (_limit: Limit, size: number) => ({
  title: 'a',
  body: 'a'.repeat(size - 'a\n\n'.length),
})

const rules: ConformanceFixture<Settings, Credentials> = {
  connector: mastodon,
  openTarget: () => openAccount('news'),
  contentOfSize,
}

describeConformance({ ...rules, accountAt })

suite('where keys are ignored', () =>
  describeConformance({
    ...rules,
    connector: { ...mastodon, class: 'lookup' },
    openTarget: () => openAccount('ignores-keys-news'),
  }),
)
