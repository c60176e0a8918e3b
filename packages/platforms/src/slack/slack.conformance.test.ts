import { describeConformance, openFake } from '../testing/index.ts'
import { slack } from './connector.ts'

describeConformance({
  connector: slack,
  openTarget: () => openFake(slack),
  contentOfSize: (_limit, size) => ({ title: 'a', body: 'a'.repeat(size - '*a*\n\n'.length) }),
  accountAt: (origin) => ({
    settings: { channel: 'C0123ABCD', apiUrl: `${origin}/api` },
    credentials: { botToken: 'xoxb-very-secret-token' },
  }),
})
