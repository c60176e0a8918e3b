import { openBlog } from '../blogs/fake-blog.fixture.ts'
import { describeConformance } from '../conformance/describe-conformance.ts'
import { wordpress } from './connector.ts'
import type { Credentials, Settings } from './settings.ts'

describeConformance<Settings, Credentials>({
  connector: wordpress,
  openTarget: () => openBlog<Settings, Credentials>('wordpress'),
  accountAt: (siteUrl) => ({
    settings: { siteUrl, username: 'editor' },
    credentials: { applicationPassword: 'abcd efgh ijkl mnop qrst uvwx' },
  }),
})
