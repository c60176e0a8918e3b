import { suite } from 'node:test'
import type { ConformanceFixture } from './fixture.ts'
import { describeAborting } from './aborting.ts'
import { describeAnswers } from './answers.ts'
import { describeDeclaration } from './declaration.ts'
import { describePublishingOnce } from './publishing-once.ts'

/** The rules of every platform. A connector is done when they pass with its fixture. */
export function describeConformance<Settings, Credentials>(
  fixture: ConformanceFixture<Settings, Credentials>,
): void {
  suite(`the ${fixture.connector.platform} connector`, () => {
    describeDeclaration(fixture)
    describePublishingOnce(fixture)
    describeAborting(fixture)
    if (fixture.accountAt) describeAnswers(fixture.connector, fixture.accountAt)
  })
}
