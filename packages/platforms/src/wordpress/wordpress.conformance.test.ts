import { describeConformance, openFake } from '../testing/index.ts'
import { wordpress } from './connector.ts'
import type { Credentials, Settings } from './settings.ts'

describeConformance<Settings, Credentials>({
  connector: wordpress,
  openTarget: () => openFake(wordpress),
  accountAt: (siteUrl) => ({
    settings: { siteUrl, username: 'editor' },
    credentials: { applicationPassword: 'abcd efgh ijkl mnop qrst uvwx' },
  }),
})
