import { describeConformance } from '../conformance/describe-conformance.ts'
import { slack } from './connector.ts'
import { openTarget } from './target.fixture.ts'

describeConformance({
  connector: slack,
  openTarget: () => openTarget(),
  contentOfSize: (_limit, size) => ({ title: 'a', body: 'a'.repeat(size - '*a*\n\n'.length) }),
  accountAt: (origin) => ({
    settings: { channel: 'C0123ABCD', apiUrl: `${origin}/api` },
    credentials: { botToken: 'xoxb-very-secret-token' },
  }),
})
