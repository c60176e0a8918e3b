import { describeConformance, openFake } from '../testing/index.ts'
import { ghost } from './connector.ts'
import type { Credentials, Settings } from './settings.ts'

describeConformance<Settings, Credentials>({
  connector: ghost,
  openTarget: () => openFake(ghost),
  accountAt: (adminUrl) => ({
    settings: { adminUrl },
    credentials: { adminApiKey: '64a1f0e2c3b4a5968778695a:5ec2e7b0a1d94f3c8e6b7a5d4c3f2e1b' },
  }),
})
